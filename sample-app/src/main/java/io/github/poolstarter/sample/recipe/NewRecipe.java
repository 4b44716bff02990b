package io.github.poolstarter.sample.recipe;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

/**
 * A recipe to be added.
 *
 * @param name the name of the dish
 * @param meal the meal that it is for
 * @param servings how many people the amounts are for
 * @param ingredients what it takes, by the names of known ingredients
 */
record NewRecipe(@NotBlank String name, @NotNull Meal meal, @Positive @Max(100) int servings,
		@NotEmpty List<@Valid RecipeIngredient> ingredients) {

}
