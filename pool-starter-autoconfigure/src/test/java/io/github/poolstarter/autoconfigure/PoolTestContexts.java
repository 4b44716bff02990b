package io.github.poolstarter.autoconfigure;

import java.util.Arrays;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.poolstarter.test.PostgresServer.Database;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Application contexts of the tests of this package.
 */
final class PoolTestContexts {

	private PoolTestContexts() {
	}

	/**
	 * A runner with the pools and all of Spring Boot's JDBC, and no property.
	 * @return the runner
	 */
	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class,
				DataSourceAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				TransactionManagerCustomizationAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcClientAutoConfiguration.class));
	}

	/**
	 * A runner with pools on a PostgreSQL database, each with one to three connections
	 * that tell the server which pool they are of.
	 * @param database the database
	 * @param pools the names of the pools
	 * @return the runner
	 */
	static ApplicationContextRunner runner(Database database, String... pools) {
		return runner().withPropertyValues(database.properties())
			.withPropertyValues(Arrays.stream(pools).flatMap(PoolTestContexts::pool).toArray(String[]::new));
	}

	private static Stream<String> pool(String name) {
		String prefix = "pools.jdbc." + name + ".";
		return Stream.of(prefix + "minimum-idle=1", prefix + "maximum-pool-size=3",
				prefix + "data-source-properties.ApplicationName=" + name);
	}

	/**
	 * The pool of the connections that a data source gives, as the server knows it.
	 * @param dataSource the data source
	 * @return the name of the pool
	 */
	static String poolOf(DataSource dataSource) {
		return poolOf(new JdbcTemplate(dataSource));
	}

	/**
	 * The pool of the connections that a template takes, as the server knows it.
	 * @param jdbc the template
	 * @return the name of the pool
	 */
	static String poolOf(JdbcTemplate jdbc) {
		return jdbc.queryForObject("select current_setting('application_name')", String.class);
	}

}
