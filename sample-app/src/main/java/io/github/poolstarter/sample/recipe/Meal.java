package io.github.poolstarter.sample.recipe;

/**
 * The meals of a day, in their order.
 */
public enum Meal {

	/**
	 * The first meal.
	 */
	BREAKFAST,

	/**
	 * The meal in the middle of the day.
	 */
	LUNCH,

	/**
	 * The last meal.
	 */
	DINNER

}
