package io.github.poolstarter.benchmarks.statement;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;

import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.PairedRatios;
import io.github.poolstarter.benchmarks.report.Report;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Compares statements on a PostgreSQL server of its own with and without the starter.
 * <p>
 * A machine's speed wanders by more than the difference that is looked for. So the two
 * take turns in one JVM, a few milliseconds each, in an order that is drawn each time,
 * and on connections that are new for each pair of series. A side's time is the median of
 * its turns, so that a turn in which something else had the processor does not count; the
 * outcome is the median of the ratios of the pairs. HikariCP is compared with itself as
 * well, which tells how far the method can be trusted.
 * <p>
 * The first argument is the file for the table; {@code --pairs}, {@code --turns} and
 * {@code --seed} set the number of pairs, the turns of each side in a pair, and the
 * order.
 */
public final class SelectOneBenchmark {

	private static final int WARM_UP_PAIRS = 10;

	private static final int[] PER_BORROW = { 1, 100 };

	private static final int STATEMENTS_A_TURN = 100;

	private static final String NOTES = """
			`select 1`, prepared, in autocommit, on an embedded PostgreSQL; the median time of a statement with its share \
			of the borrow. %d pairs; in each the two sides take %d turns of %d statements in random order (seed %d), on new \
			connections. The ratio is the median of the ratios of the pairs, with the 95 %% interval of the sign test.""";

	private final int pairs;

	private final int turns;

	private final Random random;

	private SelectOneBenchmark(int pairs, int turns, long seed) {
		this.pairs = pairs;
		this.turns = turns;
		this.random = new Random(seed);
	}

	/**
	 * Run the comparison and write the report.
	 * @param arguments the file, and the options
	 * @throws SQLException if the database does not answer
	 * @throws IOException if the server can't be started, or the report can't be written
	 */
	public static void main(String[] arguments) throws SQLException, IOException {
		Options options = new Options(arguments);
		Path file = options.file();
		int pairs = options.number("pairs", 300);
		int turns = options.number("turns", 20);
		int seed = options.number("seed", 1);
		MarkdownTable table = new SelectOneBenchmark(pairs, turns, seed).run();
		Report
			.of("Statements on PostgreSQL, with and without the starter", SelectOneBenchmark.class, arguments,
					NOTES.formatted(pairs, turns, STATEMENTS_A_TURN, seed), table)
			.write(file);
	}

	private MarkdownTable run() throws SQLException, IOException {
		MarkdownTable table = new MarkdownTable("Compared with HikariCP", "Statements a borrow", "µs, HikariCP", "µs",
				"Ratio", "95 % interval");
		try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
			String url = server.getJdbcUrl("postgres", "postgres");
			try (Subject hikari = Subject.hikari(url);
					Subject same = Subject.hikari(url);
					Subject starter = Subject.starter(url)) {
				for (int perBorrow : PER_BORROW) {
					compare(table, "HikariCP again", hikari, same, perBorrow);
					compare(table, "**Pool Starter**, `@AiWork`", hikari, starter, perBorrow);
				}
			}
		}
		return table;
	}

	private void compare(MarkdownTable table, String title, Subject base, Subject other, int perBorrow)
			throws SQLException {
		double[] baseTimes = new double[this.pairs];
		double[] otherTimes = new double[this.pairs];
		// So that the compiler has seen both
		for (int pair = 0; pair < WARM_UP_PAIRS; pair++) {
			pair(base, other, perBorrow);
		}
		for (int pair = 0; pair < this.pairs; pair++) {
			double[] times = pair(base, other, perBorrow);
			baseTimes[pair] = times[0];
			otherTimes[pair] = times[1];
		}
		PairedRatios ratios = PairedRatios.of(baseTimes, otherTimes);
		table.row(title, String.valueOf(perBorrow), Report.figure("%.2f", PairedRatios.median(baseTimes)),
				Report.figure("%.2f", PairedRatios.median(otherTimes)), Report.figure("%.4f", ratios.median()),
				Report.figure("%.4f", ratios.low()) + " – " + Report.figure("%.4f", ratios.high()));
	}

	// The times of both, in the order of the arguments
	private double[] pair(Subject base, Subject other, int perBorrow) throws SQLException {
		boolean baseFirst = this.random.nextBoolean();
		((baseFirst) ? base : other).renew();
		((baseFirst) ? other : base).renew();
		double[] baseTimes = new double[this.turns];
		double[] otherTimes = new double[this.turns];
		for (int turn = 0; turn < this.turns; turn++) {
			baseFirst = this.random.nextBoolean();
			if (baseFirst) {
				baseTimes[turn] = base.time(STATEMENTS_A_TURN, perBorrow);
			}
			otherTimes[turn] = other.time(STATEMENTS_A_TURN, perBorrow);
			if (!baseFirst) {
				baseTimes[turn] = base.time(STATEMENTS_A_TURN, perBorrow);
			}
		}
		return new double[] { PairedRatios.median(baseTimes), PairedRatios.median(otherTimes) };
	}

}
