package io.github.poolstarter.routing;

import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.PoolTrackers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.boot.context.annotation.UserConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the tests of routing have in common: the pools {@code general}, {@code ai} and
 * {@code read} on a real PostgreSQL, each of which tells the server its name.
 */
public final class RoutingTestConfiguration {

	static final String GENERAL = "general";

	static final String AI = "ai";

	static final String READ = "read";

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(PoolsAutoConfiguration.class,
			DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
			JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class, TransactionAutoConfiguration.class,
			TransactionManagerCustomizationAutoConfiguration.class, AopAutoConfiguration.class);

	private RoutingTestConfiguration() {
	}

	public static ApplicationContextRunner runner(Database database) {
		return new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(WhereConfiguration.class)
			.withPropertyValues(properties(database));
	}

	/**
	 * Start an application for tests that share it.
	 * @param database the database
	 * @param autoConfigurations auto-configurations that it needs besides
	 * @param configuration its beans
	 * @return the application, to be closed by the caller
	 */
	static ConfigurableApplicationContext start(Database database, AutoConfigurations autoConfigurations,
			Class<?> configuration) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties(database)).applyTo(context);
		context.register(Configurations.getClasses(AUTO_CONFIGURATIONS, autoConfigurations,
				UserConfigurations.of(WhereConfiguration.class, configuration)));
		context.refresh();
		return context;
	}

	/**
	 * How many connections of a pool the application has. HikariCP's own number has those
	 * in it that the library takes now and then to look at the server.
	 * @param context the application
	 * @param pool the name of the pool
	 * @return the number of connections that are out
	 */
	static long lent(ApplicationContext context, String pool) {
		return context.getBean(PoolTrackers.class)
			.get(pool)
			.held()
			.stream()
			.filter((connection) -> !connection.internal())
			.count();
	}

	private static String[] properties(Database database) {
		List<String> properties = new ArrayList<>(List.of(database.properties()));
		for (String pool : List.of(GENERAL, AI, READ)) {
			properties.add("pools.jdbc." + pool + ".data-source-properties.ApplicationName=" + pool);
		}
		properties.add("pools.defaults.minimum-idle=1");
		properties.add("pools.defaults.maximum-pool-size=4");
		properties.add("pools.defaults.connection-timeout=10s");
		return properties.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	static class WhereConfiguration {

		@Bean
		Where where(JdbcClient jdbc) {
			return new Where(jdbc);
		}

	}

	/**
	 * Asks the server which pool a statement came by.
	 */
	public static class Where {

		private final JdbcClient jdbc;

		Where(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		public String pool() {
			return this.jdbc.sql("select current_setting('application_name')").query(String.class).single();
		}

		/**
		 * The server process of the connection, which tells connections of one pool
		 * apart.
		 * @return the process id
		 */
		int connection() {
			return this.jdbc.sql("select pg_backend_pid()").query(Integer.class).single();
		}

		boolean readOnly() {
			return "on"
				.equals(this.jdbc.sql("select current_setting('transaction_read_only')").query(String.class).single());
		}

	}

}
