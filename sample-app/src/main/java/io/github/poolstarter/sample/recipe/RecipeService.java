package io.github.poolstarter.sample.recipe;

import java.util.List;
import java.util.Optional;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Finds and adds recipes. Nothing here names a pool, so that all of it runs on the
 * default pool, or on the pool of whoever calls.
 */
@Service
public class RecipeService {

	/** The cache of single recipes. */
	public static final String CACHE = "recipes";

	private final JdbcClient jdbcClient;

	RecipeService(JdbcClient jdbcClient) {
		this.jdbcClient = jdbcClient;
	}

	/**
	 * Find recipes by the words in their names.
	 * @param words what to look for, in the syntax of a web search; all recipes if it is
	 * blank
	 * @param limit how many to return at most
	 * @return the recipes in the order of their names
	 */
	public List<RecipeSummary> search(String words, int limit) {
		if (words.isBlank()) {
			return this.jdbcClient.sql("select id, name, meal, servings from recipe order by name limit :limit")
				.param("limit", limit)
				.query(RecipeSummary.class)
				.list();
		}
		return this.jdbcClient.sql("""
				select id, name, meal, servings
				from recipe
				where to_tsvector('english', name) @@ websearch_to_tsquery('english', :words)
				order by name
				limit :limit
				""").param("words", words).param("limit", limit).query(RecipeSummary.class).list();
	}

	/**
	 * Find a recipe by its key. Comes from the cache where that has it; a recipe that
	 * does not exist is not remembered.
	 * @param id the key of the recipe
	 * @return the recipe, if there is one
	 */
	@Cacheable(cacheNames = CACHE, condition = "@recipeCacheWatch.reachable", unless = "#result == null")
	public Optional<Recipe> find(long id) {
		return this.jdbcClient.sql("select id, name, meal, servings from recipe where id = :id")
			.param("id", id)
			.query(RecipeSummary.class)
			.optional()
			.map(this::withDetails);
	}

	private Recipe withDetails(RecipeSummary recipe) {
		List<RecipeIngredient> ingredients = this.jdbcClient.sql("""
				select i.name, ri.grams
				from recipe_ingredient ri
				join ingredient i on i.id = ri.ingredient_id
				where ri.recipe_id = :id
				order by ri.grams desc, i.name
				""").param("id", recipe.id()).query(RecipeIngredient.class).list();
		Recipe.Nutrition nutrition = this.jdbcClient
			.sql("select calories, protein from recipe_nutrition where recipe_id = :id")
			.param("id", recipe.id())
			.query(Recipe.Nutrition.class)
			.optional()
			.orElse(null);
		return new Recipe(recipe.id(), recipe.name(), recipe.meal(), recipe.servings(), ingredients, nutrition);
	}

	/**
	 * Add a recipe.
	 * @param recipe the recipe; an ingredient that is listed twice is added up
	 * @return the key of the recipe
	 * @throws UnknownIngredientException if it takes an ingredient that is not known
	 */
	@Transactional
	public long create(NewRecipe recipe) {
		long id = this.jdbcClient
			.sql("insert into recipe (name, meal, servings) values (:name, :meal, :servings) returning id")
			.param("name", recipe.name())
			.param("meal", recipe.meal().name())
			.param("servings", recipe.servings())
			.query(Long.class)
			.single();
		recipe.ingredients().forEach((ingredient) -> addIngredient(id, ingredient));
		return id;
	}

	private void addIngredient(long recipeId, RecipeIngredient ingredient) {
		int added = this.jdbcClient.sql("""
				insert into recipe_ingredient (recipe_id, ingredient_id, grams)
				select :recipeId, id, :grams
				from ingredient
				where name = :name
				on conflict (recipe_id, ingredient_id) do update set grams = recipe_ingredient.grams + excluded.grams
				""")
			.param("recipeId", recipeId)
			.param("grams", ingredient.grams())
			.param("name", ingredient.name())
			.update();
		if (added == 0) {
			throw new UnknownIngredientException(ingredient.name());
		}
	}

	/**
	 * Choose recipes at random for a model to plan with.
	 * @param perMeal how many to choose for each meal
	 * @return the recipes
	 */
	public List<RecipeSummary> candidates(int perMeal) {
		return this.jdbcClient
			.sql("""
					select id, name, meal, servings
					from (select recipe.*, row_number() over (partition by meal order by random()) as n from recipe) as shuffled
					where n <= :perMeal
					""")
			.param("perMeal", perMeal)
			.query(RecipeSummary.class)
			.list();
	}

}
