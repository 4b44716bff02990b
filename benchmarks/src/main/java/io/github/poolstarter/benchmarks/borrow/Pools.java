package io.github.poolstarter.benchmarks.borrow;

import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.benchmarks.stub.StubDriver;

/**
 * The configuration of the pools that are compared: two pools, of which {@code ai} is
 * borrowed from, full from the start, and everything else as HikariCP has it.
 */
final class Pools {

	/**
	 * Name of the pool that is borrowed from.
	 */
	static final String AI = "ai";

	/**
	 * Name of the pool that is there so that there is something to choose from.
	 */
	static final String GENERAL = "general";

	private static final int SIZE = 8;

	private Pools() {
	}

	/**
	 * The configuration of a pool, for HikariCP.
	 * @param name the name of the pool
	 * @return a configuration
	 */
	static HikariConfig config(String name) {
		HikariConfig config = new HikariConfig();
		config.setPoolName(name);
		config.setJdbcUrl(StubDriver.url(name));
		config.setMaximumPoolSize(SIZE);
		return config;
	}

	/**
	 * The configuration of both pools, for the starter.
	 * @return properties
	 */
	static Map<String, Object> starterProperties() {
		return Map.of("pools.jdbc.general.url", StubDriver.url(GENERAL), "pools.jdbc.ai.url", StubDriver.url(AI),
				"pools.defaults.maximum-pool-size", SIZE);
	}

	/**
	 * The configuration of both pools, for baomidou's dynamic-datasource.
	 * @return properties
	 */
	static Map<String, Object> dynamicProperties() {
		String prefix = "spring.datasource.dynamic.";
		return Map.of(prefix + "primary", GENERAL, prefix + "datasource.general.url", StubDriver.url(GENERAL),
				prefix + "datasource.ai.url", StubDriver.url(AI), prefix + "hikari.maximum-pool-size", SIZE,
				prefix + "hikari.minimum-idle", SIZE);
	}

}
