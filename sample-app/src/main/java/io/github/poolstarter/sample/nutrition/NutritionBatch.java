package io.github.poolstarter.sample.nutrition;

import java.util.List;

import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.sample.SampleProperties;
import io.github.poolstarter.sample.recipe.RecipeService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Computes the nutrition of all recipes from that of their ingredients. Each chunk of
 * recipes has a transaction of its own, so that no connection is held for the whole run,
 * and a recipe that can't be computed takes only its chunk with it.
 */
@Component
public class NutritionBatch {

	private static final Log logger = LogFactory.getLog(NutritionBatch.class);

	private final PoolTemplate poolTemplate;

	private final JdbcClient jdbcClient;

	private final int chunkSize;

	NutritionBatch(PoolTemplate poolTemplate, JdbcClient jdbcClient, SampleProperties properties) {
		this.poolTemplate = poolTemplate;
		this.jdbcClient = jdbcClient;
		this.chunkSize = properties.nutritionChunkSize();
	}

	/**
	 * Run the batch, at three in the morning and whenever somebody asks for it. No recipe
	 * is what it was before, so the cache is emptied.
	 * @return what came of it
	 */
	@Scheduled(cron = "0 0 3 * * *")
	@CacheEvict(cacheNames = RecipeService.CACHE, allEntries = true)
	public NutritionReport run() {
		List<Long> recipes = this.jdbcClient.sql("select id from recipe order by id").query(Long.class).list();
		NutritionReport report = NutritionReport
			.of(this.poolTemplate.inChunks("general", recipes, this.chunkSize, this::compute));
		logger.info("Computed the nutrition of %d recipes".formatted(report.processed()));
		report.failedChunks().forEach((failure) -> logger.warn("Could not compute the nutrition: " + failure));
		return report;
	}

	// Ordered, so that two runs at once lock the same rows in the same sequence; figures
	// that can't be true are refused by a constraint
	private void compute(List<Long> recipes) {
		this.jdbcClient.sql("""
				insert into recipe_nutrition (recipe_id, calories, protein)
				select r.id, round(sum(i.calories * ri.grams) / 100 / r.servings),
					round(sum(i.protein * ri.grams) / 100 / r.servings)
				from recipe r
				join recipe_ingredient ri on ri.recipe_id = r.id
				join ingredient i on i.id = ri.ingredient_id
				where r.id in (:recipes)
				group by r.id
				order by r.id
				on conflict (recipe_id) do update
				set calories = excluded.calories, protein = excluded.protein, computed_at = excluded.computed_at
				""").param("recipes", recipes).update();
	}

}
