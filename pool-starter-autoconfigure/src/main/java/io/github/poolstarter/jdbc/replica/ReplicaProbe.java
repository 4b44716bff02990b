package io.github.poolstarter.jdbc.replica;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Asks the server of one replica how it is. PostgreSQL says how far it is behind, to any
 * user; of other databases it is known only whether they answer. Used by one thread at a
 * time.
 */
final class ReplicaProbe {

	private static final Log logger = LogFactory.getLog(ReplicaProbe.class);

	private static final String POSTGRESQL = "PostgreSQL";

	private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

	// Whoever may not see what the WAL receiver does sees that there is one. What was
	// received is read before what was replayed
	private static final String POSITION = """
			select pg_is_in_recovery(), exists (select from pg_stat_wal_receiver),
			pg_last_wal_receive_lsn() - '0/0'::pg_lsn, pg_last_wal_replay_lsn() - '0/0'::pg_lsn,
			extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::numeric""";

	private final String description;

	private final StandbyLag lag = new StandbyLag();

	private boolean saidUnmeasured;

	ReplicaProbe(String description) {
		this.description = description;
	}

	/**
	 * Ask the server.
	 * @throws SQLException if it does not answer
	 */
	ReplicaCheck ask(Connection connection, Duration timeout) throws SQLException {
		if (POSTGRESQL.equals(connection.getMetaData().getDatabaseProductName())) {
			long asked = System.nanoTime();
			return ReplicaCheck.answered(this.lag.lag(position(connection), asked));
		}
		if (!this.saidUnmeasured) {
			this.saidUnmeasured = true;
			logger.warn(LogMessage.format(
					"%s is on a database that does not report how far it is behind: max-lag has no effect on it",
					this.description));
		}
		return (connection.isValid((int) Math.max(1, timeout.toSeconds()))) ? ReplicaCheck.answeredWithoutLag()
				: ReplicaCheck.failed("the connection is not valid");
	}

	private static StandbyPosition position(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(POSITION)) {
			row.next();
			return new StandbyPosition(row.getBoolean(1), row.getBoolean(2), bytes(row.getBigDecimal(3)),
					bytes(row.getBigDecimal(4)), seconds(row.getBigDecimal(5)));
		}
	}

	private static @Nullable Long bytes(@Nullable BigDecimal position) {
		return (position != null) ? position.longValue() : null;
	}

	private static @Nullable Duration seconds(@Nullable BigDecimal seconds) {
		return (seconds != null) ? Duration.ofNanos(seconds.multiply(NANOS_PER_SECOND).longValue()) : null;
	}

}
