package io.github.poolstarter.autoconfigure.actuate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of health groups that name Spring Boot's {@code db}, in whose place the pools
 * are.
 */
class HealthGroupTests {

	private static PoolsApplication application;

	@BeforeAll
	static void start() {
		application = PoolsApplication.start("spring.datasource.url=jdbc:h2:mem:groups",
				"pools.jdbc.general.minimum-idle=0", "pools.jdbc.ai.minimum-idle=0",
				"management.endpoint.health.show-details=always", "management.endpoint.health.probes.enabled=true",
				group("readiness.include=readinessState,db"), group("without.include=*"), group("without.exclude=db"),
				group("all.include=*"), group("one.include=db/ai"), group("own.include=pools"),
				group("own.exclude=pools/ai"), group("site.include=db"), group("site.additional-path=server:/site"));
	}

	private static String group(String property) {
		return "management.endpoint.health.group." + property;
	}

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	void dbInAGroupMeansThePools() {
		assertHasComponents("/actuator/health/readiness", "readinessState", "pools");
		assertHasComponents("/actuator/health/readiness/db", "general", "ai");
		get("/actuator/health/readiness").extractingPath("components.pools.components")
			.asMap()
			.containsOnlyKeys("general", "ai");
	}

	@Test
	void aSinglePoolIsNamed() {
		get("/actuator/health/one").extractingPath("components.pools.components").asMap().containsOnlyKeys("ai");
	}

	@Test
	void dbIsExcludedFromAGroup() {
		get("/actuator/health/without").extractingPath("components")
			.asMap()
			.containsKey("ping")
			.doesNotContainKeys("db", "pools");
	}

	@Test
	void aGroupOfAllHasThePoolsOnce() {
		get("/actuator/health/all").extractingPath("components")
			.asMap()
			.containsKeys("ping", "pools")
			.doesNotContainKey("db");
	}

	@Test
	void thePoolsHaveTheirOwnNameInAGroupAsWell() {
		get("/actuator/health/own/pools").extractingPath("components").asMap().containsOnlyKeys("general");
	}

	@Test
	void aGroupKeepsItsAdditionalPath() {
		assertHasComponents("/site", "pools");
	}

	@Test
	void healthListsThePoolsOnce() {
		get("/actuator/health").extractingPath("components").asMap().containsKey("pools").doesNotContainKey("db");
	}

	@Test
	void thePathOfDbStays() {
		assertHasComponents("/actuator/health/db", "general", "ai");
		get("/actuator/health/db/ai").extractingPath("status").isEqualTo("UP");
		assertThat(application.get("/actuator/health/db/none").statusCode()).isEqualTo(404);
	}

	private static void assertHasComponents(String path, String... names) {
		get(path).extractingPath("components").asMap().containsOnlyKeys(names);
	}

	private static JsonContentAssert get(String path) {
		return assertThat(new JsonContent(application.get(path).body()));
	}

}
