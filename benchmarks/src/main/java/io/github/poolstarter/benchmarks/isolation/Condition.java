package io.github.poolstarter.benchmarks.isolation;

/**
 * Under what the quick work is measured.
 */
enum Condition {

	/**
	 * A pool for each kind of work, and no slow work.
	 */
	STARTER_IDLE("**Pool Starter**, `ai` idle", true, false),

	/**
	 * A pool for each kind of work, and more slow work than {@code ai} has connections.
	 */
	STARTER_SATURATED("**Pool Starter**, `ai` saturated", true, true),

	/**
	 * One pool for all, and no slow work.
	 */
	SHARED_IDLE("One pool, no slow work", false, false),

	/**
	 * One pool for all, and more slow work than it has connections.
	 */
	SHARED_SATURATED("One pool, saturated", false, true);

	private final String title;

	private final boolean starter;

	private final boolean saturated;

	Condition(String title, boolean starter, boolean saturated) {
		this.title = title;
		this.starter = starter;
		this.saturated = saturated;
	}

	String title() {
		return this.title;
	}

	boolean hasStarter() {
		return this.starter;
	}

	boolean isSaturated() {
		return this.saturated;
	}

	/**
	 * What this one is compared with.
	 * @return the condition that differs in the slow work only
	 */
	Condition withoutSlowWork() {
		return (this.starter) ? STARTER_IDLE : SHARED_IDLE;
	}

}
