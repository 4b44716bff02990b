package io.github.poolstarter.sample.recipe;

/**
 * A recipe without its ingredients.
 *
 * @param id the key of the recipe
 * @param name the name of the dish
 * @param meal the meal that it is for
 * @param servings how many people the amounts are for
 */
public record RecipeSummary(long id, String name, Meal meal, int servings) {

}
