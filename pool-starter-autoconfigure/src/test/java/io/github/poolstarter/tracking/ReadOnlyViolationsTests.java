package io.github.poolstarter.tracking;

import java.sql.SQLException;
import java.time.Duration;

import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.SQLExceptionOverride.Override;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is added to the refusal of a write; what databases refuse is tested with them.
 */
class ReadOnlyViolationsTests {

	private final PoolTracker tracker = new PoolTracker("read", true, new CallSiteRegistry(),
			new History(Duration.ofMinutes(10)));

	@Test
	void aRefusalIsExplainedOnceAndKeepsItsStateAndCode() {
		SQLException refusal = new SQLException("cannot execute INSERT", "25006", 7);
		SQLExceptionOverride override = new ReadOnlyViolations(this.tracker, null);
		assertThat(override.adjudicate(refusal)).isEqualTo(Override.CONTINUE_EVICT);
		assertThat(override.adjudicate(refusal)).isEqualTo(Override.CONTINUE_EVICT);
		assertThat(refusal.getSQLState()).isEqualTo("25006");
		assertThat(refusal.getErrorCode()).isEqualTo(7);
		assertThat(refusal.getSuppressed()).singleElement()
			.hasToString("Pool 'read' is read-only, and this statement was sent to it without routing, through its own "
					+ "data source. Route writes to a pool that is not read-only");
	}

	@Test
	void otherFailuresAreLeftAlone() {
		SQLException failure = new SQLException("duplicate key", "23505");
		new ReadOnlyViolations(this.tracker, null).adjudicate(failure);
		new ReadOnlyViolations(this.tracker, null).adjudicate(new SQLException());
		assertThat(failure.getSuppressed()).isEmpty();
	}

	@Test
	void anOverrideOfTheApplicationDecidesAsEver() {
		try (TrackedHikariDataSource pool = new TrackedHikariDataSource(this.tracker, BusyTimeMode.OFF)) {
			pool.setExceptionOverride(new KeepingOverride());
			SQLException refusal = new SQLException("cannot execute INSERT", "25006");
			assertThat(pool.getExceptionOverride().adjudicate(refusal)).isEqualTo(Override.DO_NOT_EVICT);
			assertThat(refusal.getSuppressed()).hasSize(1);
		}
	}

	private static final class KeepingOverride implements SQLExceptionOverride {

		@java.lang.Override
		public Override adjudicate(SQLException exception) {
			return Override.DO_NOT_EVICT;
		}

	}

}
