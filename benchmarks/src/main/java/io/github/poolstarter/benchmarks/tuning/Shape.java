package io.github.poolstarter.benchmarks.tuning;

/**
 * How borrowers come, and how long they hold their connections.
 */
enum Shape {

	/**
	 * Poisson arrivals, exponential holds: what Erlang's formula is exact for.
	 */
	POISSON("Poisson, exponential holds"),

	/**
	 * Poisson arrivals, lognormal holds of squared variation 2.
	 */
	LOGNORMAL("Poisson, lognormal holds"),

	/**
	 * Arrivals that are three times as frequent half of the time, exponential holds.
	 */
	BURSTY("bursty, exponential holds"),

	/**
	 * Twenty at once, exponential holds.
	 */
	BATCHES("batches of 20, exponential holds"),

	/**
	 * Fifty threads that come again when they are done, exponential holds.
	 */
	CLOSED("50 closed callers, exponential holds");

	private final String title;

	Shape(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

}
