package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.pool.PoolMonitor;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the monitor when all beans are there, so that its observers' listeners hear of
 * everything, and before the web server takes requests; stops it after that. A lifecycle
 * bean, because such beans are started where others are made lazily.
 */
final class PoolMonitorLifecycle implements SmartLifecycle {

	/**
	 * Well before that of web servers, which is {@code DEFAULT_PHASE - 2048}.
	 */
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private final PoolMonitor monitor;

	private volatile boolean running;

	PoolMonitorLifecycle(PoolMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	public void start() {
		this.monitor.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.monitor.close();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
