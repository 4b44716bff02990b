package io.github.poolstarter.tuning;

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
 */
public record Surroundings(long hikariLeakDetectionMillis, @Nullable String hikariVersion, boolean virtualThreads,
		boolean openInView, int peakInUse, @Nullable OverLimit overLimit) {

	/**
	 * Nothing is special about the pool, and how much it was used isn't known.
	 */
	public static final Surroundings NONE = new Surroundings(0, null, false, false, Integer.MAX_VALUE, null);

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
