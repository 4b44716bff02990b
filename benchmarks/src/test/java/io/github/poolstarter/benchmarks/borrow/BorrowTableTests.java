package io.github.poolstarter.benchmarks.borrow;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BorrowTable}.
 */
class BorrowTableTests {

	@Test
	void contenderIsComparedWithHikariOfAsManyThreads() {
		assertThat(BorrowTable.of(List.of(new BorrowScore(Contender.HIKARI, 1, 50, 0.5, 49, 0),
				new BorrowScore(Contender.SPRING_ROUTING, 1, 75.04, 1.5, 70, 32.2),
				new BorrowScore(Contender.HIKARI, 2, 100, 2, 98.76, 0),
				new BorrowScore(Contender.SPRING_ROUTING, 2, 110, 4.26, 108.76, 32))))
			.hasToString(
					"""
							| Borrow and return | Threads | ns | ± ns | × HikariCP | ns over HikariCP | Fastest, ns | over HikariCP's | Bytes allocated |
							| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
							| HikariCP | 1 | 50.0 | 0.5 | 1.00 | +0.0 | 49.0 | +0.0 | 0 |
							| `AbstractRoutingDataSource` | 1 | 75.0 | 1.5 | 1.50 | +25.0 | 70.0 | +21.0 | 32 |
							| HikariCP | 2 | 100.0 | 2.0 | 1.00 | +0.0 | 98.8 | +0.0 | 0 |
							| `AbstractRoutingDataSource` | 2 | 110.0 | 4.3 | 1.10 | +10.0 | 108.8 | +10.0 | 32 |
							""");
	}

	@Test
	void whatIsNotKnownIsADash() {
		assertThat(
				BorrowTable.of(List.of(new BorrowScore(Contender.SPRING_ROUTING, 1, 75, Double.NaN, 70, Double.NaN))))
			.asString()
			.endsWith("| `AbstractRoutingDataSource` | 1 | 75.0 | – | – | – | 70.0 | – | – |\n");
	}

}
