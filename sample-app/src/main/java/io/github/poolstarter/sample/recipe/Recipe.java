package io.github.poolstarter.sample.recipe;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A recipe with all that belongs to it.
 *
 * @param id the key of the recipe
 * @param name the name of the dish
 * @param meal the meal that it is for
 * @param servings how many people the amounts are for
 * @param ingredients what it takes, the largest amount first
 * @param nutrition what a serving contains, or {@code null} while the nutrition batch has
 * not come to this recipe
 */
record Recipe(long id, String name, Meal meal, int servings, List<RecipeIngredient> ingredients,
		@Nullable Nutrition nutrition) {

	/**
	 * What one serving contains.
	 *
	 * @param calories the energy in kcal
	 * @param protein the protein in grams
	 */
	record Nutrition(int calories, int protein) {

	}

}
