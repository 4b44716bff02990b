package io.github.poolstarter.benchmarks.borrow;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.sql.SQLException;

import io.github.poolstarter.benchmarks.boot.StarterVariant;
import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * Borrows ten million times through the starter with everything switched on, and looks
 * now and then at how much of the heap is in use. The argument is the file for the table.
 */
public final class MemoryExperiment {

	private static final int MILLION = 1_000_000;

	private static final int[] MILLIONS = { 1, 2, 4, 6, 8, 10 };

	// A collection may leave behind what the one before it has only found
	private static final int COLLECTIONS = 3;

	private MemoryExperiment() {
	}

	/**
	 * Run the experiment and write the report.
	 * @param arguments the file
	 * @throws SQLException if there is no connection
	 * @throws IOException if the report can't be written
	 */
	public static void main(String[] arguments) throws SQLException, IOException {
		Path file = Path.of(arguments[0]);
		MarkdownTable table = new MarkdownTable("Borrows so far", "Heap in use, KiB", "Since the first million, KiB");
		try (Peer peer = Peer.starter(StarterVariant.ALL)) {
			int borrowed = 0;
			double first = Double.NaN;
			for (int millions : MILLIONS) {
				for (; borrowed < millions * MILLION; borrowed++) {
					peer.service().borrow();
				}
				double used = usedKibibytes();
				first = (Double.isNaN(first)) ? used : first;
				table.row(millions + " million", Report.figure("%.0f", used), Report.figure("%+.0f", used - first));
			}
		}
		Report
			.of("Memory after ten million borrows", MemoryExperiment.class, arguments,
					"The heap is measured after %d full collections.".formatted(COLLECTIONS), table)
			.write(file);
	}

	private static double usedKibibytes() {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		for (int collection = 0; collection < COLLECTIONS; collection++) {
			memory.gc();
		}
		return memory.getHeapMemoryUsage().getUsed() / 1024.0;
	}

}
