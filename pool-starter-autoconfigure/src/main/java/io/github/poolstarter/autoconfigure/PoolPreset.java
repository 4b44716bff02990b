package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Set;

/**
 * Defaults that suit a kind of environment.
 */
public enum PoolPreset {

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

	/**
	 * The settings that a preset has a value for.
	 */
	static final Set<String> SETTINGS = Set.of("minimum-idle", "maximum-pool-size", "connection-timeout");

	private final int minimumIdle;

	private final int maximumPoolSize;

	private final Duration connectionTimeout;

	PoolPreset(int minimumIdle, int maximumPoolSize, Duration connectionTimeout) {
		this.minimumIdle = minimumIdle;
		this.maximumPoolSize = maximumPoolSize;
		this.connectionTimeout = connectionTimeout;
	}

	void applyTo(JdbcPoolProperties settings) {
		settings.setMinimumIdle(this.minimumIdle);
		settings.setMaximumPoolSize(this.maximumPoolSize);
		settings.setConnectionTimeout(this.connectionTimeout);
	}

}
