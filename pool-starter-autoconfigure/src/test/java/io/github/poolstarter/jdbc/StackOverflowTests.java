package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Borrows that the end of the stack interrupts, wherever that is.
 */
class StackOverflowTests {

	private static final int MAXIMUM = 40;

	private static final int ROUNDS = 40;

	private static final int STACK_BYTES = 256 * 1024;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
		.withPropertyValues("pools.jdbc.ai.url=jdbc:h2:mem:deep", "pools.jdbc.ai.minimum-idle=" + MAXIMUM,
				"pools.jdbc.ai.maximum-pool-size=" + MAXIMUM, "pools.jdbc.ai.connection-timeout=2s",
				"pools.shutdown.drain-timeout=1s");

	@ParameterizedTest
	@ValueSource(strings = { "max-waiting=1", "minimum-idle=" + MAXIMUM })
	@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void leaveThePoolInOrder(String setting) {
		this.runner.withPropertyValues("pools.jdbc.ai." + setting).run((context) -> {
			JdbcPool ai = context.getBean(JdbcPools.class).get("ai");
			PoolTracker tracker = context.getBean(PoolTrackers.class).get("ai");
			for (int round = 0; round < ROUNDS; round++) {
				int frameSize = round;
				Thread diver = new Thread(null, () -> dive(ai.dataSource(), frameSize % 4), "diver", STACK_BYTES);
				diver.start();
				diver.join(TimeUnit.SECONDS.toMillis(30));
				assertThat(diver.isAlive()).as("%s", (Object) diver.getStackTrace()).isFalse();
			}
			int lost = ai.state().active();
			assertThat(lost).isLessThan(MAXIMUM);
			// What is lost shows as held
			await().until(() -> tracker.holders().size() == lost);
			assertThat(tracker.holders()).extracting(HeldConnection::heldNanos)
				.allMatch((nanos) -> nanos > TimeUnit.SECONDS.toNanos(1));
			assertThat(Objects.requireNonNull(ai.gate()).waiting()).isZero();
			assertThatAllOthersCanBeTaken(ai.dataSource(), MAXIMUM - lost);
			BorrowStats stats = tracker.stats();
			assertThat(stats.acquire().count()).isEqualTo(stats.hold().count());
			assertThat(stats.rejected() + stats.timeouts()).isZero();
		});
	}

	private static void assertThatAllOthersCanBeTaken(HikariDataSource pool, int number) throws SQLException {
		List<Connection> connections = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			connections.add(pool.getConnection());
		}
		assertThat(BorrowContext.current().heldConnections()).hasSize(number);
		for (Connection connection : connections) {
			connection.close();
		}
		assertThat(BorrowContext.current().heldConnections()).isEmpty();
	}

	// Borrows at each depth from the end of the stack up, until that has succeeded often
	private static int dive(HikariDataSource pool, int frameSize) {
		int succeeded = 0;
		try {
			succeeded = switch (frameSize) {
				case 0 -> dive(pool, frameSize);
				case 1 -> dive(pool, frameSize, 1);
				case 2 -> dive(pool, frameSize, 1, 2, 3);
				default -> dive(pool, frameSize, 1, 2, 3, 4, 5, 6);
			};
			if (succeeded < 20) {
				pool.getConnection().close();
				succeeded++;
			}
		}
		catch (Error ex) {
			// Further up there is more room
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return succeeded;
	}

	private static int dive(HikariDataSource pool, int frameSize, long... filling) {
		return dive(pool, frameSize) + filling.length - filling.length;
	}

}
