package io.github.poolstarter.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.web.context.request.RequestScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application that has switched auto-commit off for its single pool, and
 * told Hibernate so, as every application made by JHipster has.
 */
class JpaAutoCommitTests {

	private static final String OFF = "spring.datasource.hikari.auto-commit=false";

	private static final String TOLD = "spring.jpa.properties.hibernate.connection.provider_disables_autocommit=true";

	private static Database database;

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
		.withUserConfiguration(Jpa.class)
		.withPropertyValues("spring.jpa.hibernate.ddl-auto=create", "pools.jdbc.general.maximum-pool-size=2",
				"pools.jdbc.ai.maximum-pool-size=2");

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	static Stream<List<String>> databases() {
		return Stream.of(List.of("spring.datasource.url=jdbc:h2:mem:autocommit", "spring.datasource.username=sa"),
				List.of(database.properties()));
	}

	@ParameterizedTest
	@MethodSource("databases")
	void aTransactionThatIsRolledBackKeepsNothing(List<String> properties) {
		this.runner.withPropertyValues(properties.toArray(String[]::new))
			.withPropertyValues(OFF, TOLD)
			.run((context) -> {
				Notes notes = context.getBean(Notes.class);
				notes.writeAndRollBack();
				notes.writeAndRollBackOnAi();
				assertThat(notes.count()).isZero();
				notes.write();
				assertThat(notes.count()).isEqualTo(1);
			});
	}

	@ParameterizedTest
	@MethodSource("databases")
	void whatIsWrittenOutsideATransactionIsNotKept(List<String> properties) {
		this.runner.withPropertyValues(properties.toArray(String[]::new)).withPropertyValues(OFF).run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.update("insert into note (id) values (77)");
			assertThat(context.getBean(Notes.class).count()).isZero();
		});
	}

	@Test
	void aFactoryWhoseScopeIsNotActiveDoesNotStopTheStart() {
		PoolTestContexts.runner()
			.withInitializer((context) -> context.getBeanFactory().registerScope("request", new RequestScope()))
			.withUserConfiguration(FactoryOfEachRequest.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:scoped", "pools.jdbc.general.maximum-pool-size=2")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void poolsWithAutoCommitAreRefusedWhereHibernateIsToldOtherwise() {
		this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:autocommit", OFF, TOLD,
					"pools.jdbc.ai.auto-commit=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContainingAll("provider_disables_autocommit = true (\"spring.jpa.properties",
						"pools.jdbc.ai.auto-commit = true", "Set pools.defaults.auto-commit to false",
						"or remove spring.jpa.properties.hibernate.connection.provider_disables_autocommit")
				.hasMessageNotContaining("general"));
		this.runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:autocommit", TOLD)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("pools.jdbc.general.auto-commit = true (not set)",
						"pools.jdbc.ai.auto-commit = true (not set)"));
	}

	@Test
	void hibernateMayBeToldByACustomizer() {
		ApplicationContextRunner told = this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:autocommit-customized")
			.withBean(HibernatePropertiesCustomizer.class,
					() -> (properties) -> properties.put("hibernate.connection.provider_disables_autocommit", true));
		told.run((context) -> assertThat(context).getFailure()
			.isInstanceOf(PoolConfigurationException.class)
			.hasMessageContainingAll("provider_disables_autocommit = true (of the bean 'entityManagerFactory')",
					"pools.jdbc.ai.auto-commit = true", "or remove hibernate.connection."));
		told.withPropertyValues(OFF).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aCustomizerMaySwitchAutoCommitOff() {
		this.runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:autocommit", TOLD)
			.withBean(PoolCustomizer.class, () -> (pool, config) -> config.setAutoCommit(false))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nobodyIsToldWhereThereIsNoHibernate() {
		PoolTestContexts.runner()
			.withClassLoader(new FilteredClassLoader("org.hibernate"))
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:autocommit", "pools.jdbc.general.minimum-idle=1",
					TOLD)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = JpaAutoCommitTests.class)
	@Import(Notes.class)
	static class Jpa {

	}

	@Entity(name = "note")
	static class Note {

		@Id
		@GeneratedValue
		private Long id;

	}

	static class Notes {

		private final EntityManager entityManager;

		Notes(EntityManager entityManager) {
			this.entityManager = entityManager;
		}

		@Transactional
		void write() {
			this.entityManager.persist(new Note());
			this.entityManager.flush();
		}

		@Transactional
		void writeAndRollBack() {
			write();
			TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
		}

		@AiWork
		@Transactional
		void writeAndRollBackOnAi() {
			writeAndRollBack();
		}

		@Transactional
		long count() {
			return this.entityManager.createQuery("select count(n) from note n", Long.class).getSingleResult();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryOfEachRequest {

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.INTERFACES)
		EntityManagerFactory factoryOfTheRequest() {
			throw new IllegalStateException("There is no request");
		}

	}

}
