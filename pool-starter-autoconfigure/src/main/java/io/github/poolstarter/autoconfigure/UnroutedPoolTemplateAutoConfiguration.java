package io.github.poolstarter.autoconfigure;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.routing.TransactionManagers;
import io.github.poolstarter.routing.UnroutedPoolTemplate;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * {@link AutoConfiguration Auto-configuration} for a {@link PoolTemplate} where the pools
 * are switched off, and for the names of the pools as names of the one data source, so
 * that the application does not have to change to do without them.
 */
@AutoConfiguration(after = { PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class })
@ConditionalOnClass(JdbcOperations.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(PoolRegistry.class)
@Import(PoolAliasesRegistrar.class)
public final class UnroutedPoolTemplateAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(PoolTemplate.class)
	@DependsOnDatabaseInitialization
	UnroutedPoolTemplate poolTemplate(DataSource dataSource,
			ObjectProvider<PlatformTransactionManager> transactionManager, Environment environment) {
		PoolsProperties.Retry retry = Binder.get(environment).bindOrCreate("pools.retry", PoolsProperties.Retry.class);
		return new UnroutedPoolTemplate(dataSource, () -> TransactionManagers.select(transactionManager.getIfUnique(),
				dataSource, () -> new JdbcTransactionManager(dataSource)), RetryPolicies.from(retry));
	}

}
