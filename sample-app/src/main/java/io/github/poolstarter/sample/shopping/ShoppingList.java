package io.github.poolstarter.sample.shopping;

import java.util.List;

/**
 * All that has to be bought for a menu.
 *
 * @param menuId the key of the menu
 * @param aisles the aisles of the shop, in the order in which one walks past them
 */
record ShoppingList(long menuId, List<Aisle> aisles) {

	/**
	 * What to take from one aisle.
	 *
	 * @param name the name of the aisle
	 * @param items what to take, by name
	 */
	record Aisle(String name, List<Item> items) {

	}

	/**
	 * An ingredient in the amount that all recipes of the menu take together.
	 *
	 * @param ingredient the name of the ingredient
	 * @param grams the amount
	 * @param recipes how many of the recipes take it
	 */
	record Item(String ingredient, int grams, int recipes) {

	}

}
