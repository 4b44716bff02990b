package io.github.poolstarter.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Report} and {@link MarkdownTable}.
 */
class ReportTests {

	@Test
	void reportTellsWhatItTakesToRepeatIt(@TempDir Path folder) throws IOException {
		MarkdownTable table = new MarkdownTable("What", "ns");
		table.row("a | b", "1.0");
		Path file = folder.resolve("new/report.md");
		new Report("Title", LocalDate.of(2026, 1, 2), "a machine", "a command", "A note.", table).write(file);
		assertThat(file).hasContent("""
				### Title

				2026-01-02, a machine.
				Made by `a command`.

				A note.

				| What | ns |
				| --- | ---: |
				| a \\| b | 1.0 |
				""");
	}

	@Test
	void reportReplacesWhatStandsBetweenItsMarksAndNothingElse(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("benchmarks.md");
		Files.writeString(file, """
				### By hand

				Prose.

				<!-- begin One -->
				old
				<!-- end One -->

				More prose.
				""");
		Report report = new Report("Title", LocalDate.of(2026, 1, 2), "a machine", "a command", "A note.",
				new MarkdownTable("What"));
		report.replace("One", file);
		report.replace("Two", file);
		String once = Files.readString(file);
		assertThat(once).doesNotContain("old")
			.containsOnlyOnce("### Title")
			.contains("Prose.\n\n<!-- begin One -->\n\n2026-01-02, a machine.", "<!-- end One -->\n\nMore prose.",
					"### Title\n\n<!-- begin Two -->\n\n2026-01-02");
		report.replace("One", file);
		report.replace("Two", file);
		assertThat(file).hasContent(once);
	}

	@Test
	void commandIsTheOneThatWasGiven() {
		Report report = Report.of("Title", ReportTests.class, new String[] { "file.md", "-f", "3" }, "",
				new MarkdownTable("What"));
		assertThat(report.command())
			.isEqualTo("java -cp benchmarks/target/benchmarks.jar " + ReportTests.class.getName() + " file.md -f 3");
		assertThat(report.machine()).contains(Runtime.version().toString());
	}

	@Test
	void processorIsTheFirstModelThatLinuxNames() {
		assertThat(Report.model(List.of("processor\t: 0", "model name\t: A CPU", "model name\t: Another")))
			.isEqualTo("A CPU");
		assertThat(Report.model(List.of())).isEqualTo(System.getProperty("os.arch"));
	}

	@Test
	void rowHasACellForEachColumn() {
		MarkdownTable table = new MarkdownTable("What", "ns");
		assertThatIllegalArgumentException().isThrownBy(() -> table.row("a")).withMessage("Expected 2 cells, not 1");
	}

}
