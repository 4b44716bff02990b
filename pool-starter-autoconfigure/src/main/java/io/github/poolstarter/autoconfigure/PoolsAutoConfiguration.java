package io.github.poolstarter.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import javax.sql.DataSource;
import javax.sql.XADataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolCustomizer;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.budget.BudgetWatch;
import io.github.poolstarter.budget.PoolerWatch;
import io.github.poolstarter.budget.StartBudgetCheck;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.PoolSource;
import io.github.poolstarter.remotecall.NoConnectionHeldPostProcessor;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.remotecall.RemoteCallGuard;
import io.github.poolstarter.routing.RepositoryTransactionNames;
import io.github.poolstarter.routing.RouteConflicts;
import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.routing.RoutingPoolTemplate;
import io.github.poolstarter.routing.RoutingTransactionListener;
import io.github.poolstarter.routing.TransactionManagerPostProcessor;
import io.github.poolstarter.routing.TransactionManagers;
import io.github.poolstarter.routing.UnroutedPoolTemplate;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.RouteCounts;
import io.github.poolstarter.tracking.StackCallSites;
import io.github.poolstarter.tuning.SizeAims;
import org.hibernate.Session;

import org.springframework.beans.factory.BeanFactory;
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
import org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link AutoConfiguration Auto-configuration} for several connection pools behind one
 * {@link DataSource}. Takes the place of Spring Boot's single pool where
 * {@code pools.jdbc.*} is set; the rest of Spring Boot works on what is defined here.
 */
@AutoConfiguration(before = { JndiDataSourceAutoConfiguration.class, XADataSourceAutoConfiguration.class,
		DataSourceAutoConfiguration.class }, afterName = OnPoolsCondition.TEST_DATABASE)
@ConditionalOnClass({ DataSource.class, HikariDataSource.class, JdbcOperations.class })
@Conditional(OnPoolsCondition.class)
@ConditionalOnMissingBean({ DataSource.class, XADataSource.class })
@EnableConfigurationProperties({ PoolsProperties.class, DataSourceProperties.class })
@Import({ PoolBeansRegistrar.class, DatabaseInitializationConfiguration.class, RemoteCallConfiguration.class,
		CallSiteConfiguration.class, ObservedPoolsConfiguration.class, PoolJmxConfiguration.class })
public final class PoolsAutoConfiguration {

	// Spring Boot's, which is there unless spring.jpa.open-in-view is false
	private static final String OPEN_IN_VIEW = "openEntityManagerInViewInterceptor";

	static final String DATA_SOURCE = "dataSource";

	static final String POOL_REGISTRY = "poolRegistry";

	static final String POOL_DATA_SOURCES = "poolDataSources";

	@Bean
	@ConditionalOnMissingBean(JdbcConnectionDetails.class)
	DataSourcePropertiesConnectionDetails jdbcConnectionDetails(DataSourceProperties properties,
			Environment environment) {
		return new DataSourcePropertiesConnectionDetails(properties, environment);
	}

	@Bean
	CallSiteRegistry poolCallSiteRegistry(StackCallSites stack) {
		return new CallSiteRegistry(stack);
	}

	@Bean
	PoolTrackers poolTrackers(CallSiteRegistry callSites, PoolsProperties properties) {
		return new PoolTrackers(callSites, properties.tracking().history());
	}

	@Bean
	PoolDefinitionFactory poolDefinitionFactory(PoolsProperties properties, ConfigurableEnvironment environment,
			JdbcConnectionDetails connectionDetails) {
		return new PoolDefinitionFactory(properties, PoolPropertySources.snapshot(environment),
				new PoolConnectionDetails(connectionDetails));
	}

	@Bean
	IgnoredDataSourceSettings ignoredDataSourceSettings(Environment environment, DataSourceProperties properties) {
		return new IgnoredDataSourceSettings(new PoolPropertySources(environment), properties);
	}

	@Bean
	PoolConfigReport poolConfigReport(PoolsProperties properties, Environment environment,
			JdbcConnectionDetails connectionDetails, RuntimeSettings runtimeSettings, LeakThresholds leakThresholds,
			JdbcPools pools) {
		return new PoolConfigReport(new PoolPropertySources(environment), properties.preset(),
				connectionDetails instanceof DataSourcePropertiesConnectionDetails, runtimeSettings, leakThresholds,
				pools);
	}

	@Bean(name = POOL_REGISTRY, initMethod = "start", destroyMethod = "close")
	JdbcPools poolRegistry(PoolDefinitionFactory definitions, PoolTrackers trackers, PoolsProperties properties,
			ObjectProvider<PoolCustomizer> customizers, ObjectProvider<RouteCounts> counts, Environment environment) {
		JdbcPools pools = new PoolsFactory(trackers, properties.tracking().busyTime(),
				customizers.orderedStream().toList(), counts::getObject, properties.shutdown().drainTimeout())
			.create(definitions.definitions(), definitions.defaultPool());
		new AutoCommitCheck(environment).check(pools);
		return pools;
	}

	@Bean
	PoolSource jdbcPools(JdbcPools pools) {
		return pools::all;
	}

	@Bean
	LeakThresholds poolLeakThresholds(PoolDefinitionFactory definitions) {
		return definitions.leakThresholds();
	}

	@Bean
	PoolResizer poolResizer() {
		return new PoolResizer();
	}

	@Bean
	RuntimeSettings poolRuntimeSettings(PoolDefinitionFactory definitions, PoolResizer resizer,
			LeakThresholds leakThresholds, StartBudgetCheck budget) {
		return new RuntimeSettings(definitions, resizer, leakThresholds, budget, Clock.systemUTC());
	}

	@Bean
	SizingLog poolSizingLog() {
		return new SizingLog(Clock.systemUTC());
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnProperty(name = "pools.sizing.mode", havingValue = "suggest", matchIfMissing = true)
	PoolAdvisor poolAdvisor(RemoteCallCounts remoteCalls, LeakThresholds leakThresholds, PoolsProperties properties,
			StartBudgetCheck budget, JdbcPools pools, SizingLog log, Environment environment, BeanFactory beanFactory) {
		Duration targetWait = properties.sizing().targetWait();
		return new PoolAdvisor(remoteCalls, leakThresholds,
				(targetWait != null) ? new SizeAims(targetWait.toNanos(), Integer.MAX_VALUE) : SizeAims.DEFAULT, budget,
				new PoolerWatch(pools), Threading.VIRTUAL.isActive(environment),
				() -> beanFactory.containsBean(OPEN_IN_VIEW), log);
	}

	@Bean(POOL_DATA_SOURCES)
	PoolDataSources poolDataSources(JdbcPools pools) {
		return new PoolDataSources(pools);
	}

	@Bean
	RouteCounts routeCounts(JdbcPools pools, PoolTrackers trackers) {
		return new RouteCounts(pools, trackers);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ReplacedDataSourcePostProcessor replacedDataSourcePostProcessor(Environment environment) {
		return new ReplacedDataSourcePostProcessor(environment);
	}

	@Bean(DATA_SOURCE)
	@Primary
	RoutingDataSource dataSource(JdbcPools pools) {
		return new RoutingDataSource(pools);
	}

	@Bean
	RouteConflicts routeConflicts(PoolsProperties properties, RouteCounts counts, JdbcPools pools) {
		return new RouteConflicts(properties.routing().onConflict(), counts, pools);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RoutingAdvisor poolRoutingAdvisor(ObjectProvider<JdbcPools> pools, ObjectProvider<RouteConflicts> conflicts,
			ObjectProvider<TransactionAttributeSource> transactions, ObjectProvider<CallSiteRegistry> callSites) {
		return new RoutingAdvisor(pools::getObject, SingletonSupplier.of(conflicts::getObject),
				transactions::getIfUnique, callSites::getObject);
	}

	@Bean
	RoutingCheck poolRoutingCheck(ConfigurableListableBeanFactory beanFactory, RoutingAdvisor advisor) {
		return new RoutingCheck(beanFactory, advisor);
	}

	@Bean
	StartBudgetCheck poolBudgetCheck(JdbcPools pools, PoolsProperties properties, Environment environment) {
		PoolPropertySources sources = new PoolPropertySources(environment);
		return new StartBudgetCheck(pools, properties.budget().onExceeded(),
				(claim) -> sources.describe(claim.pool(), "maximum-pool-size", claim.maximum()));
	}

	@Bean(destroyMethod = "close")
	BudgetWatch poolBudgetWatch(JdbcPools pools) {
		return new BudgetWatch(pools, Clock.systemUTC());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TransactionManagerPostProcessor poolTransactionManagerPostProcessor(ObjectProvider<JdbcPools> pools,
			ObjectProvider<PoolsProperties> properties, ObjectProvider<CallSiteRegistry> callSites) {
		return new TransactionManagerPostProcessor(
				() -> transactionListener(pools.getObject(), properties.getObject(), callSites.getObject()));
	}

	// Not a bean: Spring Boot would register it with transaction managers of any data
	// source
	private static RoutingTransactionListener transactionListener(JdbcPools pools, PoolsProperties properties,
			CallSiteRegistry callSites) {
		return new RoutingTransactionListener(pools, properties.routing().readOnlyTransactions(), callSites);
	}

	@Bean
	RemoteCallCounts remoteCallCounts() {
		return new RemoteCallCounts();
	}

	@Bean
	RemoteCallGuard remoteCallGuard(PoolsProperties properties, RemoteCallCounts counts, PoolTrackers trackers) {
		return new RemoteCallGuard(properties.tracking().remoteCalls(), counts, trackers);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static NoConnectionHeldPostProcessor noConnectionHeldPostProcessor(ObjectProvider<RemoteCallGuard> guard) {
		return new NoConnectionHeldPostProcessor(guard::getObject);
	}

	@Bean
	@ConditionalOnMissingBean(PoolTemplate.class)
	@DependsOnDatabaseInitialization
	PoolTemplate poolTemplate(JdbcPools pools, DataSource dataSource,
			ObjectProvider<PlatformTransactionManager> transactionManager, RouteConflicts conflicts,
			PoolsProperties properties, CallSiteRegistry callSites) {
		if (!RoutingDataSource.isRouted(dataSource)) {
			return new UnroutedPoolTemplate(dataSource, () -> TransactionManagers
				.select(transactionManager.getIfUnique(), dataSource, () -> new JdbcTransactionManager(dataSource)),
					RetryPolicies.from(properties.retry()));
		}
		return new RoutingPoolTemplate(pools, dataSource,
				() -> TransactionManagers.select(transactionManager.getIfUnique(), dataSource,
						() -> transactionManager(dataSource, transactionListener(pools, properties, callSites))),
				conflicts, RetryPolicies.from(properties.retry()));
	}

	private static PlatformTransactionManager transactionManager(DataSource dataSource,
			RoutingTransactionListener listener) {
		JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
		listener.register(manager);
		return manager;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Session.class, EntityManagerFactoryInfo.class })
	static class HibernateConfiguration {

		@Bean
		EntityManagerFactoryCheck poolEntityManagerFactoryCheck(ConfigurableListableBeanFactory beanFactory,
				Environment environment, JdbcPools pools) {
			return new EntityManagerFactoryCheck(beanFactory, environment, pools);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RepositoryFactoryBeanSupport.class)
	static class RepositoryConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static RepositoryTransactionNames repositoryTransactionNames() {
			return new RepositoryTransactionNames();
		}

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

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.devtools.autoconfigure.DevToolsDataSourceAutoConfiguration")
	static class DevToolsConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static InMemoryDatabaseShutdown inMemoryDatabaseShutdown() {
			return new InMemoryDatabaseShutdown();
		}

	}

}
