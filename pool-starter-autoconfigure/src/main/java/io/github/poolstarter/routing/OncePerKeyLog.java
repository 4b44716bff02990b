package io.github.poolstarter.routing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;

/**
 * Logs a warning once for each key, and none any more when there have been very many
 * keys. Safe for use by several threads.
 */
public final class OncePerKeyLog {

	private static final int MAX_KEYS = 1000;

	private final Log logger;

	private final Set<String> keys = ConcurrentHashMap.newKeySet();

	public OncePerKeyLog(Log logger) {
		this.logger = logger;
	}

	/**
	 * Log a warning, unless one with the same key was logged before.
	 */
	public void warn(String message, String... key) {
		if (this.keys.size() < MAX_KEYS && this.keys.add(String.join("\n", key))) {
			this.logger.warn(message);
		}
	}

}
