package io.github.poolstarter.benchmarks.isolation;

import io.github.poolstarter.benchmarks.load.Request;

/**
 * The quick work.
 */
enum Work {

	/**
	 * Reads a row by its key, from the pool {@code read}.
	 */
	READ("`read`"),

	/**
	 * Changes a row by its key, on the pool {@code general}.
	 */
	GENERAL("`general`");

	private final String title;

	Work(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/**
	 * One request.
	 * @param planner the service that is asked
	 * @return what is asked
	 */
	Request of(Planner planner) {
		return switch (this) {
			case READ -> planner::readRecipe;
			case GENERAL -> planner::addItem;
		};
	}

}
