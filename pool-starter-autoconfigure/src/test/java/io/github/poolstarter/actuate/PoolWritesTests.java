package io.github.poolstarter.actuate;

import java.time.Clock;
import java.util.List;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.SizingLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolWrites}.
 */
class PoolWritesTests {

	@Test
	void poolWithoutAGateCanNotBeSuspended() {
		JdbcPool pool = TestPools
			.pool(TestPools.definition("ai", "jdbc:h2:mem:writes", 2, TestPools.LONG, TestPools.LONG));
		PoolWrites writes = new PoolWrites(new JdbcPools(List.of(pool), "ai"), (each, change, by) -> {
			throw new IllegalStateException("no change was asked for");
		}, (each) -> null, new PoolResizer(), new SizingLog(Clock.systemUTC()));
		assertThat(writes.actions().get("suspend").run("ai", PoolChange.NONE, null)).isNull();
	}

}
