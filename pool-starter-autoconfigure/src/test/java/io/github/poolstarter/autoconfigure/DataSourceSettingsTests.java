package io.github.poolstarter.autoconfigure;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what Spring Boot's {@code spring.datasource.*} means for the pools: taken,
 * refused with a remedy, or said to have no effect.
 */
@ExtendWith(OutputCaptureExtension.class)
class DataSourceSettingsTests {

	private static final String NO_EFFECT = "has no effect: ";

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(JndiDataSourceAutoConfiguration.class))
		.withPropertyValues("pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.ai.maximum-pool-size=2");

	private final ApplicationContextRunner onH2 = this.runner
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:settings");

	@Test
	void jndiNameIsRefusedWhereAPoolHasNoUrl() {
		this.runner.withPropertyValues("spring.datasource.jndi-name=java:comp/env/jdbc/app")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(PoolConfigurationException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("spring.datasource.jndi-name = java:comp/env/jdbc/app");
					assertThat(ex.getAction()).contains("spring.datasource.url", "pools.enabled");
				}));
	}

	@Test
	void jndiNameHasNoEffectWhereEveryPoolHasAUrl(CapturedOutput output) {
		this.runner
			.withPropertyValues("spring.datasource.jndi-name=java:comp/env/jdbc/app",
					"pools.defaults.url=jdbc:h2:mem:settings")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("spring.datasource.jndi-name = java:comp/env/jdbc/app")
					.containsOnlyOnce(NO_EFFECT);
			});
	}

	@Test
	void anotherTypeOfPoolHasNoEffect(CapturedOutput output) {
		this.onH2.withPropertyValues("spring.datasource.type=" + SimpleDriverDataSource.class.getName())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output)
					.containsOnlyOnce("spring.datasource.type = " + SimpleDriverDataSource.class.getName())
					.containsOnlyOnce(NO_EFFECT);
			});
	}

	@Test
	void theTypeOfThePoolsIsTaken(CapturedOutput output) {
		this.onH2.withPropertyValues("spring.datasource.type=" + HikariDataSource.class.getName()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain(NO_EFFECT);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.datasource.tomcat.max-active", "spring.datasource.dbcp2.max-total",
			"spring.datasource.oracleucp.max-pool-size", "spring.datasource.xa.data-source-class-name",
			"spring.datasource.xa.properties.pool" })
	void settingsOfAnotherKindOfDataSourceHaveNoEffect(String property, CapturedOutput output) {
		this.onH2.withPropertyValues(property + "=5").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce(property + " = ").containsOnlyOnce(NO_EFFECT);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.datasource.generate-unique-name=true",
			"spring.datasource.generate-unique-name=false", "spring.datasource.embedded-database-connection=h2" })
	void allPoolsTakeTheSameEmbeddedDatabaseWhereThereIsNoUrl(String property, CapturedOutput output) {
		this.runner.withPropertyValues(property, "spring.datasource.name=menus").run((context) -> {
			assertThat(context).hasNotFailed();
			new JdbcTemplate(context.getBean("aiDataSource", DataSource.class)).execute("create table dish (id int)");
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThat(jdbc.queryForList("select id from dish")).isEmpty();
			jdbc.execute("drop table dish");
			assertThat(output).doesNotContain(NO_EFFECT);
		});
	}

}
