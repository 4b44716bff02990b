package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * Whether more connections get more done. Immutable.
 *
 * @param verdict what was found
 * @param connections how many connections do all that can be done, where a knee was
 * found, else {@code null}
 * @param enough the fewest connections that keep the database at what it can do, from ⌈k⌉
 * to ⌈1.25 k⌉ for a knee k, {@code null} where none was found
 * @param improvement by how much the χ² of the fit falls with the knee
 */
public record Knee(Verdict verdict, @Nullable Double connections, @Nullable Integer enough, double improvement) {

	/**
	 * Whether the holds grow with the number of connections in use, so that more of them
	 * would not get more done.
	 */
	public boolean isServerBound() {
		return this.verdict == Verdict.SERVER_BOUND;
	}

	/**
	 * What was found.
	 */
	public enum Verdict {

		/**
		 * Connections do not slow each other down.
		 */
		NONE,

		/**
		 * Connections slow each other down: the server's processors or disks, or a lock,
		 * are the bottleneck.
		 */
		SERVER_BOUND,

		/**
		 * All borrows together and those of the busiest call-site do not agree: what is
		 * done has changed with the number of connections in use, and nothing can be
		 * said.
		 */
		MIX_CHANGED,

		/**
		 * The number of connections in use hardly varied, and nothing can be said.
		 */
		UNKNOWN

	}

}
