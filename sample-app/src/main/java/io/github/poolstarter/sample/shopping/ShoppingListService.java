package io.github.poolstarter.sample.shopping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.poolstarter.ReadOnly;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Adds up what the recipes of a menu take.
 */
@Service
@ReadOnly
public class ShoppingListService {

	private final JdbcClient jdbcClient;

	ShoppingListService(JdbcClient jdbcClient) {
		this.jdbcClient = jdbcClient;
	}

	/**
	 * Make the shopping list of a menu.
	 * @param menuId the key of the menu
	 * @return the list, if there is such a menu
	 */
	public Optional<ShoppingList> forMenu(long menuId) {
		List<Line> lines = this.jdbcClient.sql("""
				select a.name as aisle, i.name as ingredient, sum(ri.grams) as grams, count(*) as recipes
				from menu_item mi
				join recipe_ingredient ri on ri.recipe_id = mi.recipe_id
				join ingredient i on i.id = ri.ingredient_id
				join aisle a on a.id = i.aisle_id
				where mi.menu_id = :menuId
				group by a.id, i.id
				order by a.id, i.name
				""").param("menuId", menuId).query(Line.class).list();
		return (!lines.isEmpty()) ? Optional.of(toShoppingList(menuId, lines)) : Optional.empty();
	}

	private ShoppingList toShoppingList(long menuId, List<Line> lines) {
		Map<String, List<ShoppingList.Item>> byAisle = lines.stream()
			.collect(Collectors.groupingBy(Line::aisle, LinkedHashMap::new,
					Collectors.mapping(Line::toItem, Collectors.toList())));
		List<ShoppingList.Aisle> aisles = byAisle.entrySet()
			.stream()
			.map((entry) -> new ShoppingList.Aisle(entry.getKey(), entry.getValue()))
			.toList();
		return new ShoppingList(menuId, aisles);
	}

	private record Line(String aisle, String ingredient, int grams, int recipes) {

		ShoppingList.Item toItem() {
			return new ShoppingList.Item(this.ingredient, this.grams, this.recipes);
		}

	}

}
