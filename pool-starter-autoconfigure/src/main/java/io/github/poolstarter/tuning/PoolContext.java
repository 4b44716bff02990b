package io.github.poolstarter.tuning;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a pool beside its borrows: how it is configured, and what it had to do
 * since it has been watched. Immutable.
 *
 * @param hikariLeakDetectionMillis HikariCP's own leak detection threshold, 0 where it is
 * off
 * @param hikariVersion the version of HikariCP, {@code null} where it is not known
 * @param virtualThreads whether the application works on virtual threads
 * @param openInView whether a session of JPA keeps its connection to the end of a web
 * request
 * @param peakInUse the most connections that were in use at once in the last hour
 * @param overLimit why the pools of its server are together too large, {@code null} where
 * they are not
 * @param allowance how many connections its server allows it, {@code null} where that is
 * not known
 * @param pooler the transaction pooler that it is connected to, {@code null} for none
 */
public record PoolContext(long hikariLeakDetectionMillis, @Nullable String hikariVersion, boolean virtualThreads,
		boolean openInView, int peakInUse, @Nullable OverLimit overLimit, @Nullable Allowance allowance,
		@Nullable Pooler pooler) {

	/**
	 * Nothing is special about the pool, and how much it was used isn't known.
	 */
	public static final PoolContext NONE = new PoolContext(0, null, false, false, Integer.MAX_VALUE, null);

	public PoolContext(long hikariLeakDetectionMillis, @Nullable String hikariVersion, boolean virtualThreads,
			boolean openInView, int peakInUse, @Nullable OverLimit overLimit) {
		this(hikariLeakDetectionMillis, hikariVersion, virtualThreads, openInView, peakInUse, overLimit, null, null);
	}

	/**
	 * How many connections a pool's server allows it.
	 *
	 * @param server the server
	 * @param connections the number of connections
	 * @param why how it comes to that, as in "97 by max_connections"
	 */
	public record Allowance(String server, int connections, String why) {

	}

	/**
	 * A pooler that changes the server's process between transactions.
	 *
	 * @param server the host and port of the pooler
	 * @param backends the processes that two connections were served by
	 * @param statements what becomes of statements that are prepared on the server
	 * @param failure what the server said to one, {@code null} if it said nothing
	 * @param prepareThreshold how often the driver runs a statement before it prepares it
	 * on the server, 0 for never
	 */
	public record Pooler(String server, List<Integer> backends, Statements statements, @Nullable String failure,
			int prepareThreshold) {

		/**
		 * Create a description; the list is copied.
		 */
		public Pooler {
			backends = List.copyOf(backends);
		}

	}

	/**
	 * What becomes of statements that are prepared on the server.
	 */
	public enum Statements {

		/**
		 * They were tried, and work.
		 */
		WORK,

		/**
		 * They were tried, and fail.
		 */
		FAIL,

		/**
		 * That is not known.
		 */
		UNKNOWN

	}

	/**
	 * Why the pools of a server are together too large.
	 *
	 * @param server the server
	 * @param sum what the pools may open together
	 * @param limit how many connections are allowed
	 * @param by what allows them
	 */
	public record OverLimit(String server, long sum, int limit, String by) {

	}

}
