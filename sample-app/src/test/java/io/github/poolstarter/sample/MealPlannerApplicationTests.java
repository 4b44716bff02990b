package io.github.poolstarter.sample;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.sample.menu.MenuModel;
import io.github.poolstarter.sample.recipe.RecipeSummary;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MealPlannerApplication}, over HTTP and on a real database.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.model-delay=0s", "sample.nutrition-chunk-size=50",
				"pools.jdbc.general.connection-timeout=1s", "pools.jdbc.general.initialization-fail-timeout=30s",
				"pools.redis.cache.port=1" })
class MealPlannerApplicationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	@Autowired
	private PoolRegistry pools;

	@Autowired
	private JdbcClient jdbcClient;

	@Autowired
	private GatedMenuModel model;

	private RestTestClient client;

	@BeforeEach
	void createClient(@LocalServerPort int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@AfterEach
	void releaseModel() {
		this.model.release();
	}

	@Test
	void recipesAreFoundByTheWordsInTheirNames() {
		List<RecipeSummary> recipes = List.of(get(RecipeSummary[].class, "/recipes?query=salmon spinach&limit=5"));
		assertThat(recipes).hasSize(5).allSatisfy((recipe) -> assertThat(recipe.name()).contains("salmon", "spinach"));
	}

	@Test
	void recipeHasFourToNineIngredients() {
		assertThat(get(ClientRecipe.class, "/recipes/4711").ingredients()).hasSizeBetween(4, 9)
			.allSatisfy((ingredient) -> assertThat(ingredient.grams()).isPositive());
	}

	@Test
	void addedRecipeIsFound() {
		long id = addRecipe("Carrots in butter", 30);
		assertThat(get(ClientRecipe.class, "/recipes/" + id).ingredients())
			.containsExactly(new ClientIngredient("Carrots", 500), new ClientIngredient("Butter", 30));
	}

	@Test
	void absentRecipeIsNotFound() {
		this.client.get()
			.uri("/recipes/0")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("There is no recipe 0");
	}

	@Test
	void menuOfTooManyDaysIsABadRequest() {
		this.client.post()
			.uri("/menus")
			.body(Map.of("days", 29))
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("Invalid request: days must be at most 28");
	}

	@Test
	void generatedMenuHasThreeMealsForEachDayAsked() {
		ClientMenu menu = generateMenu(3);
		assertThat(menu.items()).extracting(ClientMenuItem::day).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3);
		assertThat(get(ClientMenu.class, "/menus/" + menu.id())).isEqualTo(menu);
	}

	@Test
	void shoppingListAddsUpTheIngredientsOfAllRecipesOfTheMenu() {
		ClientMenu menu = generateMenu(7);
		Map<String, Integer> needed = menu.items()
			.stream()
			.flatMap((item) -> get(ClientRecipe.class, "/recipes/" + item.recipeId()).ingredients().stream())
			.collect(Collectors.toMap(ClientIngredient::name, ClientIngredient::grams, Integer::sum, TreeMap::new));
		Map<String, Integer> listed = shoppingList(menu.id()).aisles()
			.stream()
			.flatMap((aisle) -> aisle.items().stream())
			.collect(Collectors.toMap(ClientItem::ingredient, ClientItem::grams));
		assertThat(listed).isEqualTo(needed);
	}

	@Test
	void nutritionBatchReportsTheChunkThatFailedAndProcessesTheRest() {
		long broken = addRecipe("Far too much butter", 100_000);
		ClientReport report = this.client.post()
			.uri("/nutrition/run")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(ClientReport.class)
			.returnResult()
			.getResponseBody();
		assertThat(report.failedChunks()).singleElement().satisfies((chunk) -> {
			assertThat(broken).isBetween(chunk.first(), chunk.last());
			assertThat(chunk.recipes()).isEqualTo(report.failed()).isBetween(1, 50);
			assertThat(chunk.cause()).contains("recipe_nutrition_plausible");
		});
		assertThat(report.processed() + report.failed())
			.isEqualTo(this.jdbcClient.sql("select count(*) from recipe").query(Integer.class).single());
		assertThat(get(ClientRecipe.class, "/recipes/1").nutrition()).isNotNull();
		assertThat(get(ClientRecipe.class, "/recipes/" + broken).nutrition()).isNull();
	}

	@Test
	void shoppingListsAnswerWhileTwentyMenusOccupyTheAiPool() throws Exception {
		HikariPoolMXBean ai = this.pools.get("ai").dataSource().getHikariPoolMXBean();
		this.model.hold();
		ExecutorService callers = Executors.newFixedThreadPool(20);
		try {
			List<Future<ClientMenu>> menus = IntStream.range(0, 20)
				.mapToObj((index) -> callers.submit(() -> generateMenu(7)))
				.toList();
			Awaitility.await().atMost(PATIENCE).until(() -> ai.getActiveConnections() == 5);
			Awaitility.await().atMost(PATIENCE).until(() -> ai.getThreadsAwaitingConnection() == 15);
			for (int menuId = 1; menuId <= 3; menuId++) {
				assertThat(shoppingList(menuId).aisles()).isNotEmpty();
			}
			assertThat(menus).noneMatch(Future::isDone);
			this.model.release();
			for (Future<ClientMenu> menu : menus) {
				assertThat(menu.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).items()).hasSize(21);
			}
		}
		finally {
			this.model.release();
			callers.shutdownNow();
		}
	}

	@Test
	void recipesAreUnavailableAndShoppingListsAnswerWhileTheGeneralPoolIsExhausted() throws Exception {
		ManagedPool general = this.pools.get("general");
		List<Connection> taken = new ArrayList<>();
		try {
			while (taken.size() < 10) {
				taken.add(general.getConnection());
			}
			this.client.get()
				.uri("/recipes/1")
				.exchange()
				.expectStatus()
				.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
				.expectBody()
				.jsonPath("$.detail")
				.isEqualTo("The database is busy, please try again");
			assertThat(shoppingList(1).aisles()).isNotEmpty();
		}
		finally {
			taken.forEach(JdbcUtils::closeConnection);
		}
		assertThat(get(ClientRecipe.class, "/recipes/1").id()).isOne();
	}

	private long addRecipe(String name, int gramsOfButter) {
		return this.client.post()
			.uri("/recipes")
			.body(Map.of("name", name, "meal", "LUNCH", "servings", 2, "ingredients",
					List.of(new ClientIngredient("Carrots", 500), new ClientIngredient("Butter", gramsOfButter))))
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(ClientRecipe.class)
			.returnResult()
			.getResponseBody()
			.id();
	}

	private ClientMenu generateMenu(int days) {
		return this.client.post()
			.uri("/menus")
			.body(Map.of("days", days))
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(ClientMenu.class)
			.returnResult()
			.getResponseBody();
	}

	private ClientShoppingList shoppingList(long menuId) {
		return get(ClientShoppingList.class, "/menus/" + menuId + "/shopping-list");
	}

	private <T> T get(Class<T> type, String uri) {
		return this.client.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(type)
			.returnResult()
			.getResponseBody();
	}

	/**
	 * What a client reads of a recipe.
	 */
	record ClientRecipe(long id, List<ClientIngredient> ingredients, @Nullable Map<String, Integer> nutrition) {

	}

	record ClientIngredient(String name, int grams) {

	}

	record ClientMenu(long id, List<ClientMenuItem> items) {

	}

	record ClientMenuItem(int day, long recipeId) {

	}

	record ClientShoppingList(List<ClientAisle> aisles) {

	}

	record ClientAisle(String name, List<ClientItem> items) {

	}

	record ClientItem(String ingredient, int grams) {

	}

	record ClientReport(int processed, int failed, List<ClientFailure> failedChunks) {

	}

	record ClientFailure(int recipes, long first, long last, String cause) {

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class GatedModelConfiguration {

		@Bean
		@Primary
		GatedMenuModel gatedMenuModel(@Qualifier("simulatedMenuModel") MenuModel model) {
			return new GatedMenuModel(model);
		}

	}

}
