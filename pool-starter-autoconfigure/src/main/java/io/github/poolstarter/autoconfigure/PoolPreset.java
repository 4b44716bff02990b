package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Map;

/**
 * Defaults that suit a kind of environment.
 */
enum PoolPreset {

	/**
	 * One developer's machine: few connections, and patience with a debugger.
	 */
	DEVELOPMENT(1, 5, Duration.ofSeconds(30)),

	/**
	 * Tests: no connection is kept that no test needs, and a pool that runs dry shows
	 * soon.
	 */
	TESTING(0, 5, Duration.ofSeconds(5)),

	/**
	 * Like production, with fewer connections.
	 */
	STAGING(2, 10, Duration.ofSeconds(5)),

	/**
	 * Connections are ready before they are needed, and nobody waits long.
	 */
	PRODUCTION(5, 20, Duration.ofSeconds(5));

	private final Map<String, Object> settings;

	PoolPreset(int minimumIdle, int maximumPoolSize, Duration connectionTimeout) {
		this.settings = Map.of("minimumIdle", minimumIdle, "maximumPoolSize", maximumPoolSize, "connectionTimeout",
				connectionTimeout);
	}

	/**
	 * The settings that the preset has a value for.
	 */
	Map<String, Object> settings() {
		return this.settings;
	}

}
