package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.log.LogMessage;

/**
 * Shuts the in-memory databases of the pools down with the application, which a restart
 * by devtools would otherwise find as it left them. Spring Boot does so with its own data
 * source. A post-processor, because those are made before the pools, and destroyed after
 * they have been closed.
 */
class InMemoryDatabaseShutdown implements BeanPostProcessor, DisposableBean {

	private static final Log logger = LogFactory.getLog(InMemoryDatabaseShutdown.class);

	private final Map<String, JdbcPool> poolsByUrl = new LinkedHashMap<>();

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof JdbcPools pools) {
			for (JdbcPool pool : pools.all()) {
				String url = pool.definition().database().url();
				if (url.startsWith("jdbc:h2:mem:") || url.startsWith("jdbc:hsqldb:mem:")) {
					this.poolsByUrl.putIfAbsent(url, pool);
				}
			}
		}
		return bean;
	}

	@Override
	public void destroy() {
		this.poolsByUrl.values().forEach(InMemoryDatabaseShutdown::shutDown);
	}

	private static void shutDown(JdbcPool pool) {
		Database database = pool.definition().database();
		try (Connection connection = DriverManager.getConnection(database.url(), database.username(),
				database.password()); Statement statement = connection.createStatement()) {
			statement.execute("SHUTDOWN");
		}
		catch (SQLException ex) {
			logger.warn(LogMessage.format("The in-memory database of pool '%s' could not be shut down", pool.name()),
					ex);
		}
	}

}
