package io.github.poolstarter.benchmarks.pooling;

import java.util.List;

import io.github.poolstarter.benchmarks.report.Latencies;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DirectOrPooledTable}.
 */
class DirectOrPooledTableTests {

	@Test
	void ratioIsThatOfTheSameRound() {
		DirectOrPooledTable table = new DirectOrPooledTable();
		table.add(Operation.SIMPLE, List.of(done(100, 10), done(200, 20), done(100, 10)),
				List.of(done(1000, 1), done(1000, 2), done(800, 2)));
		assertThat(table.toMarkdown()).hasToString(
				"""
						| Operation | Operations a second | × direct | p50, ms | p95, ms | p99, ms | p95 × direct |
						| --- | ---: | ---: | ---: | ---: | ---: | ---: |
						| simple: a row by its key, direct | 100 | 1 | 10.00 | 10.00 | 10.00 | 1 |
						| simple: a row by its key, **Pool Starter** | 1000 | 8.00 (5.00 – 10.0) | 2.00 | 2.00 | 2.00 | 0.100 (0.100 – 0.200) |
						""");
	}

	private static Throughput done(double operations, int millis) {
		return new Throughput(operations, Latencies.of(new long[] { millis * 1_000_000L }));
	}

}
