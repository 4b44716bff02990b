package io.github.poolstarter.sample.menu;

import io.github.poolstarter.sample.recipe.Meal;

/**
 * What the model chose for one meal.
 *
 * @param day the day of the menu, from 1
 * @param meal the meal of that day
 * @param recipeId the key of the recipe
 */
public record PlannedMeal(int day, Meal meal, long recipeId) {

}
