package io.github.poolstarter.autoconfigure;

import javax.sql.DataSource;

import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.RoutingDataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.ApplicationDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.ApplicationScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.ConditionalOnSqlInitialization;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulator;
import org.springframework.util.StringUtils;

/**
 * Keeps Flyway, Liquibase and script initialisation on the default pool, whatever route
 * the thread has that runs them. A data source of their own is left alone.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseInitializationConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Flyway.class, FlywayConfigurationCustomizer.class })
	static class FlywayConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		FlywayConfigurationCustomizer defaultPoolFlywayCustomizer(JdbcPools pools) {
			return (configuration) -> {
				if (configuration.getDataSource() != null
						&& RoutingDataSource.isRouted(configuration.getDataSource())) {
					configuration.dataSource(pools.defaultPool().dataSource());
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SpringLiquibase.class)
	static class LiquibaseConfiguration {

		@Bean
		static DefaultPoolLiquibasePostProcessor defaultPoolLiquibasePostProcessor(ObjectProvider<JdbcPools> pools) {
			return new DefaultPoolLiquibasePostProcessor(pools::getObject);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DatabasePopulator.class)
	@ConditionalOnMissingBean(ApplicationScriptDatabaseInitializer.class)
	@ConditionalOnSqlInitialization
	@EnableConfigurationProperties(SqlInitializationProperties.class)
	@Import(DatabaseInitializationDependencyConfigurer.class)
	static class ScriptConfiguration {

		@Bean
		ApplicationDataSourceScriptDatabaseInitializer dataSourceScriptDatabaseInitializer(DataSource dataSource,
				JdbcPools pools, SqlInitializationProperties properties) {
			DataSource target = (RoutingDataSource.isRouted(dataSource)) ? pools.defaultPool().dataSource()
					: dataSource;
			return new ApplicationDataSourceScriptDatabaseInitializer(withUser(target, properties), properties);
		}

		private static DataSource withUser(DataSource dataSource, SqlInitializationProperties properties) {
			if (!StringUtils.hasText(properties.getUsername()) || !StringUtils.hasText(properties.getPassword())) {
				return dataSource;
			}
			return DataSourceBuilder.derivedFrom(dataSource)
				.username(properties.getUsername())
				.password(properties.getPassword())
				.type(SimpleDriverDataSource.class)
				.build();
		}

	}

}
