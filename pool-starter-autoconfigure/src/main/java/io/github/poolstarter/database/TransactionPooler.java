package io.github.poolstarter.database;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A pooler in front of the server that gives each transaction whichever of its
 * connections is free. Immutable.
 *
 * @param server the host and port that answered
 * @param backends the server's processes that two connections were served by, in that
 * order
 * @param statements what becomes of the driver's server-side prepared statements
 * @param failure what the server said to one, {@code null} if it said nothing
 */
public record TransactionPooler(String server, List<Integer> backends, PreparedStatements statements,
		@Nullable String failure) {

	/**
	 * Create a description; the list is copied.
	 */
	public TransactionPooler {
		backends = List.copyOf(backends);
	}

	/**
	 * What becomes of prepared statements that are to stay from one transaction to the
	 * next.
	 */
	public enum PreparedStatements {

		/**
		 * The pooler knows of them.
		 */
		WORK,

		/**
		 * They are missing, or somebody else's, when the backend changes.
		 */
		FAIL,

		/**
		 * That could not be found out.
		 */
		UNKNOWN

	}

}
