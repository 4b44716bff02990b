package io.github.poolstarter.sample.recipe;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

/**
 * How much of an ingredient a recipe takes.
 *
 * @param name the name of the ingredient
 * @param grams the amount
 */
record RecipeIngredient(@NotBlank String name, @Positive @Max(100_000) int grams) {

}
