package io.github.poolstarter.benchmarks.isolation;

import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.benchmarks.boot.BenchmarkApplication;
import io.github.poolstarter.benchmarks.boot.StarterVariant;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One side of the comparison: the application, with pools for each kind of work or with
 * one for all. Both have the same code, the same number of connections, all open from the
 * start, and the same limits to how long quick work waits.
 *
 * @param planner the application's service
 * @param slowPool the pool whose connections the slow work takes
 * @param context the application
 */
record Side(Planner planner, HikariDataSource slowPool, ConfigurableApplicationContext context) implements Closeable {

	/**
	 * Start the application with the starter.
	 * @param url the database
	 * @param sizes the sizes of its pools
	 * @return the application
	 */
	static Side starter(String url, PoolSizes sizes) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("pools.defaults.url", url);
		properties.put("pools.defaults.connection-timeout", "5s");
		properties.put("pools.jdbc.general.maximum-pool-size", sizes.general());
		properties.put("pools.jdbc.ai.maximum-pool-size", sizes.ai());
		properties.put("pools.jdbc.ai.connection-timeout", "45s");
		properties.put("pools.jdbc.read.maximum-pool-size", sizes.read());
		ConfigurableApplicationContext context = StarterVariant.ALL.start(properties, Planner.class);
		return new Side(context.getBean(Planner.class), context.getBean(PoolRegistry.class).get("ai").dataSource(),
				context);
	}

	/**
	 * Start the application without the starter, as it was before.
	 * @param url the database
	 * @param sizes the sizes of the pools whose connections are one pool's here
	 * @return the application
	 */
	static Side shared(String url, PoolSizes sizes) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("pools.enabled", false);
		properties.put("spring.datasource.dynamic.enabled", false);
		properties.put("spring.datasource.url", url);
		properties.put("spring.datasource.hikari.maximum-pool-size", sizes.total());
		properties.put("spring.datasource.hikari.connection-timeout", 5000);
		ConfigurableApplicationContext context = BenchmarkApplication.start(properties, Planner.class);
		return new Side(context.getBean(Planner.class), context.getBean(HikariDataSource.class), context);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
