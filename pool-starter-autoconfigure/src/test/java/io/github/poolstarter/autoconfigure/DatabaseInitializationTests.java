package io.github.poolstarter.autoconfigure;

import java.util.Map;
import java.util.Properties;

import javax.sql.DataSource;

import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.RouteCounts;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.sql.autoconfigure.init.ApplicationScriptDatabaseInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseInitializationConfiguration}: Flyway, Liquibase and script
 * initialisation on the default pool. Their scripts write down which connection ran them.
 */
class DatabaseInitializationTests {

	private Database database;

	private ApplicationContextRunner runner;

	@BeforeEach
	void createDatabase() {
		this.database = PostgresServer.createDatabase();
		jdbc().execute("create role migrator_" + this.database.name() + " login superuser password 'm1grator'");
		// Without the user in the URL, which would win over any other
		this.runner = PoolTestContexts.runner(this.database, "general", "ai")
			.withPropertyValues("spring.datasource.url=" + this.database.url().replaceFirst("[?].*", ""));
	}

	@AfterEach
	void dropDatabase() {
		this.database.close();
		Database other = PostgresServer.createDatabase();
		new JdbcTemplate(new DriverManagerDataSource(other.url(), other.username(), other.password()))
			.execute("drop role migrator_" + this.database.name());
		other.close();
	}

	@Test
	void flywayMigratesOnTheDefaultPool() {
		flyway().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(Flyway.class);
			assertThat(initializedBy()).containsEntry("pool", "general").containsEntry("role", "postgres");
			assertThat(context.getBean(Flyway.class).getConfiguration().getDataSource())
				.isSameAs(context.getBean("generalDataSource"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "immediate", "lazy" })
	void flywayMigratesOnTheDefaultPoolWhereItIsFirstNeededInsideARoutedCall(String connectionFetch) {
		flyway().withInitializer(DatabaseInitializationTests::lazily)
			.withPropertyValues("spring.datasource.connection-fetch=" + connectionFetch)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				onAi(context, () -> assertThat(context.getBean(FlywayMigrationInitializer.class)).isNotNull());
				assertThat(initializedBy()).containsEntry("pool", "general");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "immediate", "lazy" })
	void flywayMigratesAsAUserOfItsOwn(String connectionFetch) {
		flyway()
			.withPropertyValues("spring.flyway.user=" + migrator(), "spring.flyway.password=m1grator",
					"spring.datasource.connection-fetch=" + connectionFetch)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(initializedBy()).containsEntry("role", migrator());
			});
	}

	@Test
	void flywayMigratesOnADataSourceOfItsOwn() {
		flyway().withUserConfiguration(FlywayDataSourceConfiguration.class)
			.withBean(DatabaseHolder.class, () -> new DatabaseHolder(this.database))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(initializedBy()).containsEntry("pool", "flyway");
				assertThat(context.getBean(DataSource.class)).isSameAs(context.getBean("dataSource"));
			});
	}

	@Test
	void flywayCustomizerOfTheApplicationComesAfterOurs() {
		flyway()
			.withBean(FlywayConfigurationCustomizer.class,
					() -> (configuration) -> configuration.dataSource(namedDataSource(this.database, "customized")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(initializedBy()).containsEntry("pool", "customized");
			});
	}

	@Test
	void flywayRunsBeforeWhatNeedsTheDatabase() {
		flyway().withBean(Reader.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Reader.class).seen).isOne();
		});
	}

	@Test
	void liquibaseMigratesOnTheDefaultPool() {
		liquibase().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(SpringLiquibase.class);
			assertThat(initializedBy()).containsEntry("pool", "general").containsEntry("role", "postgres");
			assertThat(PoolTestContexts.poolOf(context.getBean("generalDataSource", DataSource.class)))
				.isEqualTo("general");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "immediate", "lazy" })
	void liquibaseMigratesOnTheDefaultPoolWhereItIsFirstNeededInsideARoutedCall(String connectionFetch) {
		liquibase().withInitializer(DatabaseInitializationTests::lazily)
			.withPropertyValues("spring.datasource.connection-fetch=" + connectionFetch)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				onAi(context, () -> assertThat(context.getBean(SpringLiquibase.class)).isNotNull());
				assertThat(initializedBy()).containsEntry("pool", "general");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "immediate", "lazy" })
	void liquibaseMigratesAsAUserOfItsOwn(String connectionFetch) {
		liquibase()
			.withPropertyValues("spring.liquibase.user=" + migrator(), "spring.liquibase.password=m1grator",
					"spring.datasource.connection-fetch=" + connectionFetch)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(initializedBy()).containsEntry("role", migrator());
			});
	}

	@Test
	void scriptsRunOnTheDefaultPool() {
		scripts().run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ApplicationScriptDatabaseInitializer.class);
			assertThat(initializedBy()).containsEntry("pool", "general").containsEntry("role", "postgres");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "immediate", "lazy" })
	void scriptsRunOnTheDefaultPoolWhereTheyAreFirstNeededInsideARoutedCall(String connectionFetch) {
		scripts().withInitializer(DatabaseInitializationTests::lazily)
			.withPropertyValues("spring.datasource.connection-fetch=" + connectionFetch)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				onAi(context,
						() -> assertThat(context.getBean(ApplicationScriptDatabaseInitializer.class)).isNotNull());
				assertThat(initializedBy()).containsEntry("pool", "general");
			});
	}

	@Test
	void scriptsRunAsAUserOfTheirOwn() {
		scripts().withPropertyValues("spring.sql.init.username=" + migrator(), "spring.sql.init.password=m1grator")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(initializedBy()).containsEntry("role", migrator());
			});
	}

	@Test
	void scriptsRunBeforeWhatNeedsTheDatabase() {
		scripts().withBean(Reader.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Reader.class).seen).isOne();
		});
	}

	@Test
	void scriptsRunBeforeThePoolTemplateIsUsed() {
		scripts().withBean(TemplateReader.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(TemplateReader.class).seen).isOne();
		});
	}

	@Test
	void scriptsAreSwitchedOffAsInSpringBoot() {
		scripts().withPropertyValues("spring.sql.init.mode=never").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ApplicationScriptDatabaseInitializer.class);
			assertThat(jdbc().queryForObject("select to_regclass('initialized_by') is null", Boolean.class)).isTrue();
		});
	}

	@Test
	void scriptInitializerOfTheApplicationWins() {
		ApplicationScriptDatabaseInitializer own = new ApplicationScriptDatabaseInitializer() {
		};
		scripts().withBean("own", ApplicationScriptDatabaseInitializer.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ApplicationScriptDatabaseInitializer.class)).isSameAs(own);
			assertThat(context).doesNotHaveBean(DataSourceScriptDatabaseInitializer.class);
		});
	}

	@Test
	void initialisationIsNotCountedAsRoutedWork() {
		flyway()
			.run((context) -> assertThat(context.getBean(RouteCounts.class).snapshot().get("general").defaultRoute())
				.isZero());
	}

	private ApplicationContextRunner flyway() {
		return this.runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.withPropertyValues("spring.flyway.locations=classpath:initialization/flyway");
	}

	private ApplicationContextRunner liquibase() {
		return this.runner.withConfiguration(AutoConfigurations.of(LiquibaseAutoConfiguration.class))
			.withPropertyValues("spring.liquibase.change-log=classpath:initialization/liquibase/changelog.sql");
	}

	private ApplicationContextRunner scripts() {
		return this.runner.withPropertyValues("spring.sql.init.mode=always",
				"spring.sql.init.schema-locations=classpath:initialization/schema.sql");
	}

	private static void lazily(ConfigurableApplicationContext context) {
		context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
	}

	private static void onAi(AssertableApplicationContext context, Runnable work) {
		context.getBean(PoolTemplate.class).run("ai", work);
	}

	private Map<String, Object> initializedBy() {
		return jdbc().queryForMap("select pool, role from initialized_by");
	}

	private String migrator() {
		return "migrator_" + this.database.name();
	}

	private JdbcTemplate jdbc() {
		return new JdbcTemplate(namedDataSource(this.database, "test"));
	}

	private static DataSource namedDataSource(Database database, String name) {
		DriverManagerDataSource dataSource = new DriverManagerDataSource(database.url(), database.username(),
				database.password());
		Properties properties = new Properties();
		properties.setProperty("ApplicationName", name);
		dataSource.setConnectionProperties(properties);
		return dataSource;
	}

	record DatabaseHolder(Database database) {

	}

	@Configuration(proxyBeanMethods = false)
	static class FlywayDataSourceConfiguration {

		@Bean(defaultCandidate = false)
		@FlywayDataSource
		DriverManagerDataSource migrations(DatabaseHolder holder) {
			return (DriverManagerDataSource) namedDataSource(holder.database(), "flyway");
		}

	}

	static class Reader {

		private final int seen;

		Reader(JdbcTemplate jdbc) {
			this.seen = jdbc.queryForObject("select count(*) from initialized_by", Integer.class);
		}

	}

	static class TemplateReader {

		private final int seen;

		TemplateReader(PoolTemplate template) {
			this.seen = template.execute("ai", (connection) -> {
				try (var result = connection.createStatement().executeQuery("select count(*) from initialized_by")) {
					result.next();
					return result.getInt(1);
				}
			});
		}

	}

}
