package io.github.poolstarter.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.util.Assert;

/**
 * A table in Markdown. The first column is text, the others are figures, and stand to the
 * right. Not safe for use by several threads.
 */
public final class MarkdownTable {

	private final int columns;

	private final List<String> lines = new ArrayList<>();

	/**
	 * Create a table without rows.
	 * @param headings the headings of the columns
	 */
	public MarkdownTable(String... headings) {
		this.columns = headings.length;
		this.lines.add(line(Arrays.asList(headings)));
		List<String> rule = new ArrayList<>(Collections.nCopies(headings.length, "---:"));
		rule.set(0, "---");
		this.lines.add(line(rule));
	}

	/**
	 * Add a row.
	 * @param cells its cells, one for each column
	 */
	public void row(String... cells) {
		Assert.isTrue(cells.length == this.columns, () -> "Expected " + this.columns + " cells, not " + cells.length);
		this.lines.add(line(Arrays.asList(cells)));
	}

	private static String line(List<String> cells) {
		return cells.stream().map((cell) -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
	}

	@Override
	public String toString() {
		return String.join("", this.lines);
	}

}
