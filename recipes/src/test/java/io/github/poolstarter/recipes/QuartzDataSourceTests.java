package io.github.poolstarter.recipes;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import org.junit.jupiter.api.Test;
import org.quartz.SchedulerException;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Quartz with its tables apart from the application's transactions.
 */
@RecipeTest
@ActiveProfiles("quartz")
class QuartzDataSourceTests extends AbstractQuartzTests {

	@Autowired
	PoolRegistry pools;

	@Test
	void poolsAreThere() {
		assertThat(this.pools.names()).contains("general", "ai", "read", "quartz");
	}

	@Test
	void jobScheduledInATransactionIsNoPartOfIt() throws SchedulerException {
		assertThat(isScheduledAfterRollback()).isTrue();
	}

	@RecipeApplication
	@ImportAutoConfiguration(QuartzAutoConfiguration.class)
	@Import(Menus.class)
	static class Application {

		// tag::quartz-data-source[]
		@Bean(defaultCandidate = false, destroyMethod = "")
		@QuartzDataSource
		DataSource jobStoreDataSource(@Qualifier("quartz") DataSource pool) {
			return pool;
		}
		// end::quartz-data-source[]

	}

}
