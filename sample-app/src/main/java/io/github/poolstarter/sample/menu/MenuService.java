package io.github.poolstarter.sample.menu;

import java.util.List;
import java.util.Optional;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.sample.recipe.RecipeService;
import io.github.poolstarter.sample.recipe.RecipeSummary;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Generates menus, and finds those generated before.
 */
@Service
public class MenuService {

	/** Enough for the longest menu to have no recipe twice. */
	private static final int CANDIDATES_PER_MEAL = 30;

	private final JdbcClient jdbcClient;

	private final JdbcOperations jdbcOperations;

	private final RecipeService recipes;

	private final MenuModel model;

	MenuService(JdbcClient jdbcClient, JdbcOperations jdbcOperations, RecipeService recipes, MenuModel model) {
		this.jdbcClient = jdbcClient;
		this.jdbcOperations = jdbcOperations;
		this.recipes = recipes;
		this.model = model;
	}

	/**
	 * Generate a menu. This is the obvious way to write it, and it has the obvious flaw:
	 * one transaction around everything holds its connection while the model thinks. The
	 * pool {@code ai} keeps that from everybody else, but its connections are idle for
	 * nearly all of the time, which {@code /actuator/pools} shows. The remedy is to ask
	 * the model between two short transactions.
	 * @param days how many days the menu has to cover
	 * @return the menu
	 */
	@AiWork
	@Transactional
	public Menu generate(int days) {
		List<RecipeSummary> candidates = this.recipes.candidates(CANDIDATES_PER_MEAL);
		List<PlannedMeal> meals = this.model.plan(days, candidates);
		return save(days, meals);
	}

	private Menu save(int days, List<PlannedMeal> meals) {
		MenuSummary menu = this.jdbcClient.sql("insert into menu (days) values (:days) returning id, days, created_at")
			.param("days", days)
			.query(MenuSummary.class)
			.single();
		this.jdbcOperations.batchUpdate("insert into menu_item (menu_id, day, meal, recipe_id) values (?, ?, ?, ?)",
				meals, meals.size(), (statement, meal) -> {
					statement.setLong(1, menu.id());
					statement.setInt(2, meal.day());
					statement.setString(3, meal.meal().name());
					statement.setLong(4, meal.recipeId());
				});
		return withItems(menu);
	}

	/**
	 * List the latest menus. A read-only transaction needs no annotation of ours: it goes
	 * to the pool {@code read}.
	 * @param limit how many to return at most
	 * @return the menus, the newest first
	 */
	@Transactional(readOnly = true)
	public List<MenuSummary> latest(int limit) {
		return this.jdbcClient.sql("select id, days, created_at from menu order by id desc limit :limit")
			.param("limit", limit)
			.query(MenuSummary.class)
			.list();
	}

	/**
	 * Find a menu by its key.
	 * @param id the key of the menu
	 * @return the menu, if there is one
	 */
	@Transactional(readOnly = true)
	public Optional<Menu> find(long id) {
		return this.jdbcClient.sql("select id, days, created_at from menu where id = :id")
			.param("id", id)
			.query(MenuSummary.class)
			.optional()
			.map(this::withItems);
	}

	private Menu withItems(MenuSummary menu) {
		List<Menu.Item> items = this.jdbcClient.sql("""
				select mi.day, mi.meal, r.id as recipe_id, r.name as recipe
				from menu_item mi
				join recipe r on r.id = mi.recipe_id
				where mi.menu_id = :id
				order by mi.day, array_position(array['BREAKFAST', 'LUNCH', 'DINNER'], mi.meal)
				""").param("id", menu.id()).query(Menu.Item.class).list();
		return new Menu(menu.id(), menu.days(), menu.createdAt(), items);
	}

}
