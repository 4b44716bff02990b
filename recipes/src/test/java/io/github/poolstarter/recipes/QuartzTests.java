package io.github.poolstarter.recipes;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.quartz.SchedulerException;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Quartz.
 */
@RecipeTest
@ActiveProfiles("quartz")
class QuartzTests extends AbstractQuartzTests {

	@Test
	void jobScheduledInATransactionIsPartOfIt() throws SchedulerException {
		assertThat(isScheduledAfterRollback()).isFalse();
	}

	@RecipeApplication
	@ImportAutoConfiguration(QuartzAutoConfiguration.class)
	@Import(Menus.class)
	static class Application {

		// tag::quartz[]
		@Bean
		SchedulerFactoryBeanCustomizer schedulerOnItsPool(@Qualifier("quartz") DataSource pool) {
			return (scheduler) -> scheduler.setNonTransactionalDataSource(pool);
		}
		// end::quartz[]

	}

}
