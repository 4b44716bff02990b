package io.github.poolstarter.recipes;

import io.github.poolstarter.PoolRegistry;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.EnabledIfDockerAvailable;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Boot makes of two containers with {@code @ServiceConnection}.
 */
@EnabledIfDockerAvailable
@Testcontainers(parallel = true)
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@DirtiesContext
class SecondServiceConnectionTests {

	@Container
	@ServiceConnection
	private static final PostgreSQLContainer first = new PostgreSQLContainer("postgres:18");

	@Container
	@ServiceConnection
	private static final PostgreSQLContainer second = new PostgreSQLContainer("postgres:18");

	@Autowired
	private PoolRegistry pools;

	@Test
	void everyPoolConnectsToTheSameContainer() {
		assertThat(this.pools)
			.allSatisfy((pool) -> assertThat(pool.dataSource().getJdbcUrl()).isEqualTo(first.getJdbcUrl()));
	}

	@RecipeApplication
	static class Application {

	}

}
