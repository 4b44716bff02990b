package io.github.poolstarter.sample.menu;

import java.util.List;

import io.github.poolstarter.NoConnectionHeld;
import io.github.poolstarter.sample.recipe.RecipeSummary;

/**
 * A model that puts menus together. Its answer takes seconds, in which a caller should
 * not hold a connection.
 */
@FunctionalInterface
public interface MenuModel {

	/**
	 * Plan the meals of some days.
	 * @param days how many days to plan
	 * @param candidates the recipes to choose from
	 * @return a recipe for each meal of each day
	 */
	@NoConnectionHeld
	List<PlannedMeal> plan(int days, List<RecipeSummary> candidates);

}
