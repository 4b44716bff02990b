package io.github.poolstarter.sample.menu;

import java.time.OffsetDateTime;
import java.util.List;

import io.github.poolstarter.sample.recipe.Meal;

/**
 * A menu with its meals.
 *
 * @param id the key of the menu
 * @param days how many days it covers
 * @param createdAt when it was generated
 * @param items the meals, from the first breakfast to the last dinner
 */
record Menu(long id, int days, OffsetDateTime createdAt, List<Item> items) {

	/**
	 * One meal of a menu.
	 *
	 * @param day the day of the menu, from 1
	 * @param meal the meal of that day
	 * @param recipeId the key of the recipe
	 * @param recipe the name of the recipe
	 */
	record Item(int day, Meal meal, long recipeId, String recipe) {

	}

}
