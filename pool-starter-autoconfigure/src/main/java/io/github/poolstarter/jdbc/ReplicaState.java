package io.github.poolstarter.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/**
 * A replica at one moment. Immutable, but for its pool.
 *
 * @param name the name of the replica
 * @param status how it is
 * @param fit whether reads go to it
 * @param lag how far it is behind, {@code null} where that is not known
 * @param reason why no reads go to it, {@code null} where they do
 * @param dataSource its pool
 */
public record ReplicaState(String name, Status status, boolean fit, @Nullable Duration lag, @Nullable String reason,
		HikariDataSource dataSource) {

	/**
	 * How a replica is.
	 */
	public enum Status {

		/**
		 * It answers, and is not too far behind.
		 */
		UP,

		/**
		 * It answers, and is too far behind.
		 */
		LAGGING,

		/**
		 * It does not answer, or hands out no connection.
		 */
		DOWN,

		/**
		 * It was not asked yet.
		 */
		UNKNOWN

	}

}
