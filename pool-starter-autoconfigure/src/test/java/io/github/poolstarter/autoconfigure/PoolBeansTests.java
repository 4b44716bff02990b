package io.github.poolstarter.autoconfigure;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for the beans of {@link PoolsAutoConfiguration}.
 */
class PoolBeansTests {

	private static Database database;

	private final ApplicationContextRunner runner = PoolTestContexts.runner(database, "general", "ai");

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void eachPoolIsABeanNamedAfterIt() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(HikariDataSource.class)).containsOnlyKeys("generalDataSource",
					"aiDataSource");
			HikariDataSource ai = context.getBean("aiDataSource", HikariDataSource.class);
			assertThat(ai.getPoolName()).isEqualTo("ai");
			assertThat(PoolTestContexts.poolOf(ai)).isEqualTo("ai");
			assertThat(ai).isSameAs(context.getBean(JdbcPools.class).get("ai").dataSource());
		});
	}

	@Test
	void poolIsNoDefaultCandidate() {
		this.runner.run((context) -> {
			assertThat(context.getBeanFactory().getBeanDefinition("aiDataSource")).satisfies((definition) -> {
				assertThat(definition.isAutowireCandidate()).isTrue();
				assertThat(definition.isPrimary()).isFalse();
				assertThat(((AbstractBeanDefinition) definition).isDefaultCandidate()).isFalse();
			});
		});
	}

	@Test
	void dataSourceIsTheOnlyCandidateAndPrimary() {
		this.runner.run((context) -> {
			assertThat(context.getBean(DataSource.class)).isInstanceOf(RoutingDataSource.class)
				.isSameAs(context.getBean("dataSource"));
			assertThat(context.getBeanFactory().getBeanDefinition("dataSource").isPrimary()).isTrue();
			assertThat(PoolTestContexts.poolOf(context.getBean(DataSource.class))).isEqualTo("general");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "eager", "lazy" })
	void dataSourceUnwrapsToTheDefaultPool(String fetch) {
		this.runner.withPropertyValues("spring.datasource.connection-fetch=" + fetch).run((context) -> {
			DataSource dataSource = context.getBean(DataSource.class);
			Object general = context.getBean("generalDataSource");
			assertThat(dataSource.isWrapperFor(HikariDataSource.class)).isTrue();
			assertThat(dataSource.unwrap(HikariDataSource.class)).isSameAs(general);
			assertThat(dataSource.unwrap(RoutingDataSource.class).unwrap(DataSource.class)).isSameAs(general);
			assertThat(dataSource.isWrapperFor(String.class)).isFalse();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> dataSource.unwrap(String.class));
		});
	}

	@Test
	void poolIsInjectedByItsNameAsQualifier() {
		this.runner.withBean(ConstructorInjected.class).withUserConfiguration(MethodInjected.class).run((context) -> {
			assertThat(context).hasNotFailed();
			ConstructorInjected injected = context.getBean(ConstructorInjected.class);
			assertThat(PoolTestContexts.poolOf(injected.ai)).isEqualTo("ai");
			assertThat(PoolTestContexts.poolOf(injected.general)).isEqualTo("general");
			assertThat(PoolTestContexts.poolOf(injected.unqualified)).isEqualTo("general");
			assertThat(injected.unqualified).isSameAs(context.getBean("dataSource"));
			MethodInjected method = context.getBean(MethodInjected.class);
			assertThat(PoolTestContexts.poolOf(method.byField)).isEqualTo("ai");
			assertThat(PoolTestContexts.poolOf(method.byParameter)).isEqualTo("ai");
		});
	}

	@Test
	void thoseWhoAskForAllDataSourcesGetTheOneCandidate() {
		this.runner.withBean(AllInjected.class).run((context) -> {
			DataSource dataSource = context.getBean("dataSource", DataSource.class);
			assertThat(context.getBean(AllInjected.class).byName).containsExactly(Map.entry("dataSource", dataSource));
			assertThat(context.getBean(AllInjected.class).provided).containsExactly(dataSource);
		});
	}

	@Test
	void namesWithDashesAndCapitalsWork() {
		this.runner
			.withPropertyValues("pools.jdbc.nightly-batch.maximum-pool-size=1",
					"pools.jdbc.nightly-batch.data-source-properties.ApplicationName=batch",
					"pools.jdbc.aiWork.maximum-pool-size=2",
					"pools.jdbc.aiWork.data-source-properties.ApplicationName=aiWork")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				JdbcPools pools = context.getBean(JdbcPools.class);
				assertThat(pools.names()).containsExactlyInAnyOrder("general", "ai", "nightly-batch", "aiWork");
				assertThat(PoolTestContexts.poolOf(context.getBean("nightly-batchDataSource", DataSource.class)))
					.isEqualTo("batch");
				assertThat(pools.get("nightly-batch").definition().maximumPoolSize()).isEqualTo(1);
				assertThat(PoolTestContexts.poolOf(context.getBean("aiWorkDataSource", DataSource.class)))
					.isEqualTo("aiWork");
				assertThat(pools.get("aiWork").definition().maximumPoolSize()).isEqualTo(2);
			});
	}

	@Test
	void poolsOfTheRegistryAreInTheOrderOfTheConfiguration() {
		PoolTestContexts.runner(database, "zebra", "general", "ai")
			.run((context) -> assertThat(context.getBean(JdbcPools.class).all()).extracting(JdbcPool::name)
				.containsExactly("zebra", "general", "ai"));
	}

	@Test
	void poolThatInheritsEverythingIsDefinedByItsName() {
		PoolTestContexts.runner(database, "general").withPropertyValues("pools.jdbc.ai=").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(JdbcPools.class).get("ai").definition().maximumPoolSize()).isEqualTo(10);
		});
	}

	@Test
	void everyPoolHoldsItsMinimumWhenTheContextHasStarted() {
		this.runner.withPropertyValues("pools.jdbc.general.minimum-idle=3", "pools.jdbc.ai.minimum-idle=2")
			.run((context) -> {
				assertThat(total(context.getBean("generalDataSource"))).isEqualTo(3);
				assertThat(total(context.getBean("aiDataSource"))).isEqualTo(2);
			});
	}

	@Test
	void everyPoolIsClosedWithTheContext() {
		List<HikariDataSource> pools = new ArrayList<>();
		this.runner.run((context) -> pools.addAll(context.getBeansOfType(HikariDataSource.class).values()));
		assertThat(pools).hasSize(2).allMatch(HikariDataSource::isClosed);
	}

	@Test
	void poolOutlivesTheBeansThatUseIt() {
		List<String> pools = new ArrayList<>();
		this.runner
			.withBean("lastWords", LastWords.class, () -> new LastWords(pools),
					(definition) -> definition.setDependsOn("aiDataSource"))
			.run((context) -> context.getBean(LastWords.class).ai = context.getBean("aiDataSource", DataSource.class));
		assertThat(pools).containsExactly("ai");
	}

	@Test
	void customizersAreAppliedInOrderAfterTheProperties() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			HikariDataSource ai = context.getBean("aiDataSource", HikariDataSource.class);
			HikariDataSource general = context.getBean("generalDataSource", HikariDataSource.class);
			assertThat(ai.getMaximumPoolSize()).isEqualTo(7);
			assertThat(general.getMaximumPoolSize()).isEqualTo(3);
			assertThat(ai.getLeakDetectionThreshold()).isEqualTo(3000);
			assertThat(context.getBean(Customizers.class).calls).containsExactly("first of general",
					"second of general", "first of ai", "second of ai");
		});
	}

	@Test
	void connectionDetailsWinOverTheProperties() {
		this.runner.withPropertyValues("spring.datasource.url=jdbc:postgresql://nowhere.invalid/app")
			.withBean(JdbcConnectionDetails.class,
					() -> new ContainerDetails(database.url(), database.username(), database.password()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasSingleBean(JdbcConnectionDetails.class);
				assertThat(PoolTestContexts.poolOf(context.getBean("aiDataSource", DataSource.class))).isEqualTo("ai");
				assertThat(context.getBean(JdbcPools.class).get("ai").definition().database().url())
					.isEqualTo(database.url());
			});
	}

	@Test
	void userAndPasswordOfAContainerAreNotGivenToAPoolWithAnotherUserOfItsOwn() {
		this.runner
			.withBean(JdbcConnectionDetails.class,
					() -> new ContainerDetails(database.url(), database.username(), "not used by all"))
			.withPropertyValues("pools.defaults.password=" + database.password(), "pools.jdbc.ai.username=postgres")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("aiDataSource", HikariDataSource.class).getPassword())
					.isEqualTo(database.password());
			});
	}

	@Test
	void poolWithAUrlOfItsOwnUsesThatUrlsDriver() {
		this.runner
			.withPropertyValues("spring.datasource.driver-class-name=org.postgresql.Driver",
					"pools.jdbc.cache.url=jdbc:h2:mem:cache", "pools.jdbc.cache.username=sa",
					"pools.jdbc.cache.password=", "pools.jdbc.cache.maximum-pool-size=2")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				JdbcTemplate cache = new JdbcTemplate(context.getBean("cacheDataSource", DataSource.class));
				assertThat(cache.queryForObject("select h2version()", String.class)).isNotBlank();
				assertThat(PoolTestContexts.poolOf(context.getBean("aiDataSource", DataSource.class))).isEqualTo("ai");
			});
	}

	@Test
	void poolIsNotRegisteredForJmxUnlessAskedFor() {
		this.runner.withPropertyValues("pools.jdbc.ai.register-mbeans=true").run((context) -> {
			assertThat(context.getBean("aiDataSource", HikariDataSource.class).isRegisterMbeans()).isTrue();
			assertThat(context.getBean("generalDataSource", HikariDataSource.class).isRegisterMbeans()).isFalse();
		});
	}

	@Test
	void ownPoolTemplateWins() {
		PoolTemplate own = mock();
		this.runner.withBean("ownTemplate", PoolTemplate.class, () -> own)
			.run((context) -> assertThat(context.getBean(PoolTemplate.class)).isSameAs(own));
	}

	private static int total(Object dataSource) {
		return ((HikariDataSource) dataSource).getHikariPoolMXBean().getTotalConnections();
	}

	record ContainerDetails(String getJdbcUrl, String getUsername,
			String getPassword) implements JdbcConnectionDetails {

	}

	static class ConstructorInjected {

		private final DataSource unqualified;

		private final DataSource ai;

		private final HikariDataSource general;

		ConstructorInjected(DataSource unqualified, @Qualifier("ai") DataSource ai,
				@Qualifier("general") HikariDataSource general) {
			this.unqualified = unqualified;
			this.ai = ai;
			this.general = general;
		}

	}

	static class AllInjected {

		private final Map<String, DataSource> byName;

		private final List<DataSource> provided;

		AllInjected(Map<String, DataSource> byName, ObjectProvider<DataSource> provided) {
			this.byName = byName;
			this.provided = provided.stream().toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodInjected {

		@Autowired
		@Qualifier("ai")
		private DataSource byField;

		private JdbcTemplate byParameter;

		@Bean
		JdbcTemplate aiJdbcTemplate(@Qualifier("ai") DataSource dataSource) {
			this.byParameter = new JdbcTemplate(dataSource);
			return this.byParameter;
		}

	}

	static class LastWords implements AutoCloseable {

		private final List<String> pools;

		private DataSource ai;

		LastWords(List<String> pools) {
			this.pools = pools;
		}

		@Override
		public void close() {
			this.pools.add(PoolTestContexts.poolOf(this.ai));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> calls = new ArrayList<>();

		@Bean
		@Order(2)
		PoolCustomizer second() {
			return (pool, config) -> {
				this.calls.add("second of " + pool);
				if ("ai".equals(pool)) {
					assertThat(config.getMaximumPoolSize()).isEqualTo(6);
					config.setMaximumPoolSize(7);
				}
			};
		}

		@Bean
		@Primary
		@Order(1)
		PoolCustomizer first() {
			return (pool, config) -> {
				this.calls.add("first of " + pool);
				if ("ai".equals(pool)) {
					config.setMaximumPoolSize(6);
					config.setLeakDetectionThreshold(3000);
				}
			};
		}

	}

}
