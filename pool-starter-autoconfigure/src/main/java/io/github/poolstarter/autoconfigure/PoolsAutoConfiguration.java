package io.github.poolstarter.autoconfigure;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPools;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.budget.StartBudgetCheck;
import io.github.poolstarter.routing.NoConnectionHeldPostProcessor;
import io.github.poolstarter.routing.RemoteCallGuard;
import io.github.poolstarter.routing.RouteConflicts;
import io.github.poolstarter.routing.RouteContext;
import io.github.poolstarter.routing.RouteCounts;
import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.RoutingCheck;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.routing.RoutingPoolTemplate;
import io.github.poolstarter.routing.RoutingTransactionListener;
import io.github.poolstarter.routing.TransactionManagerPostProcessor;
import io.github.poolstarter.routing.TransactionManagers;
import io.github.poolstarter.tracking.HeldConnections;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * {@link AutoConfiguration Auto-configuration} for several connection pools behind one
 * {@link DataSource}. Takes the place of Spring Boot's single pool where
 * {@code pools.jdbc.*} is set; the rest of Spring Boot works on what is defined here.
 */
@AutoConfiguration(before = DataSourceAutoConfiguration.class)
@ConditionalOnClass({ DataSource.class, HikariDataSource.class, JdbcOperations.class })
@Conditional(OnPoolsCondition.class)
@ConditionalOnMissingBean({ DataSource.class, XADataSource.class })
@EnableConfigurationProperties({ PoolsProperties.class, DataSourceProperties.class })
@Import({ PoolBeansRegistrar.class, DatabaseInitializationConfiguration.class, RemoteCallConfiguration.class })
public final class PoolsAutoConfiguration {

	static final String POOL_DATA_SOURCES = "poolDataSources";

	@Bean
	@ConditionalOnMissingBean(JdbcConnectionDetails.class)
	DataSourcePropertiesConnectionDetails jdbcConnectionDetails(DataSourceProperties properties) {
		return new DataSourcePropertiesConnectionDetails(properties);
	}

	@Bean
	HeldConnections heldConnections() {
		return new HeldConnections(RouteContext::currentCallSite);
	}

	@Bean
	PoolDefinitionFactory poolDefinitionFactory(PoolsProperties properties, Environment environment,
			JdbcConnectionDetails connectionDetails, DataSourceProperties dataSourceProperties) {
		return new PoolDefinitionFactory(properties, new PoolPropertySources(environment),
				new PoolConnectionDetails(connectionDetails, dataSourceProperties));
	}

	@Bean
	PoolConfigReport poolConfigReport(PoolsProperties properties, Environment environment,
			JdbcConnectionDetails connectionDetails) {
		return new PoolConfigReport(new PoolPropertySources(environment), properties.getPreset(),
				connectionDetails instanceof DataSourcePropertiesConnectionDetails);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	ManagedPools poolRegistry(PoolDefinitionFactory definitions, HeldConnections held,
			ObjectProvider<PoolCustomizer> customizers, ObjectProvider<RouteCounts> counts) {
		return new PoolsFactory(held, customizers.orderedStream().toList(), counts::getObject)
			.create(definitions.definitions(), definitions.defaultPool());
	}

	@Bean(POOL_DATA_SOURCES)
	PoolDataSources poolDataSources(PoolRegistry pools) {
		return new PoolDataSources(pools);
	}

	@Bean
	RouteCounts routeCounts(PoolRegistry pools) {
		return new RouteCounts(pools);
	}

	@Bean
	@Primary
	RoutingDataSource dataSource(PoolRegistry pools, RouteCounts counts) {
		return new RoutingDataSource(pools, counts);
	}

	@Bean
	RouteConflicts routeConflicts(PoolsProperties properties, RouteCounts counts) {
		return new RouteConflicts(properties.getRouting().getOnConflict(), counts);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RoutingAdvisor poolRoutingAdvisor(ObjectProvider<PoolRegistry> pools,
			ObjectProvider<RouteConflicts> conflicts, ObjectProvider<TransactionAttributeSource> transactions) {
		return new RoutingAdvisor(pools::getObject, conflicts::getObject, transactions::getIfUnique);
	}

	@Bean
	RoutingCheck poolRoutingCheck(ConfigurableListableBeanFactory beanFactory, RoutingAdvisor advisor) {
		return new RoutingCheck(beanFactory, advisor);
	}

	@Bean
	StartBudgetCheck poolBudgetCheck(PoolRegistry pools, PoolsProperties properties, Environment environment) {
		PoolPropertySources sources = new PoolPropertySources(environment);
		return new StartBudgetCheck(pools, properties.getBudget().getOnExceeded(),
				(claim) -> sources.describe(claim.pool(), "maximum-pool-size", claim.maximum()));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TransactionManagerPostProcessor poolTransactionManagerPostProcessor(ObjectProvider<PoolRegistry> pools,
			ObjectProvider<PoolsProperties> properties) {
		return new TransactionManagerPostProcessor(
				() -> transactionListener(pools.getObject(), properties.getObject()));
	}

	// Not a bean: Spring Boot would register it with transaction managers of any data
	// source
	private static RoutingTransactionListener transactionListener(PoolRegistry pools, PoolsProperties properties) {
		return new RoutingTransactionListener(pools, properties.getRouting().isReadOnlyTransactions());
	}

	@Bean
	PoolHealthChecks poolHealthChecks(PoolRegistry pools, PoolsProperties properties) {
		return new PoolHealthChecks(pools, properties.getAlerts().getUsage());
	}

	@Bean
	RemoteCallGuard remoteCallGuard(HeldConnections held, PoolsProperties properties) {
		return new RemoteCallGuard(held, properties.getTracking().getRemoteCalls());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static NoConnectionHeldPostProcessor noConnectionHeldPostProcessor(ObjectProvider<RemoteCallGuard> guard) {
		return new NoConnectionHeldPostProcessor(guard::getObject);
	}

	@Bean
	@ConditionalOnMissingBean(PoolTemplate.class)
	@DependsOnDatabaseInitialization
	RoutingPoolTemplate poolTemplate(PoolRegistry pools, DataSource dataSource,
			ObjectProvider<PlatformTransactionManager> transactionManager, RouteConflicts conflicts,
			PoolsProperties properties) {
		return new RoutingPoolTemplate(pools, dataSource,
				() -> TransactionManagers.select(transactionManager.getIfUnique(), dataSource,
						() -> transactionManager(dataSource, transactionListener(pools, properties))),
				conflicts, RetryPolicies.from(properties.getRetry()));
	}

	private static PlatformTransactionManager transactionManager(DataSource dataSource,
			RoutingTransactionListener listener) {
		JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
		manager.addListener(listener);
		return manager;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "spring.datasource.connection-fetch", havingValue = "lazy")
	static class LazyConnectionConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static LazyConnectionPostProcessor lazyConnectionPostProcessor() {
			return new LazyConnectionPostProcessor();
		}

	}

}
