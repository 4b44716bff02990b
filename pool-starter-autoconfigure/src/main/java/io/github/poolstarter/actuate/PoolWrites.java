package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolGate;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.PoolSettingsChanger;
import io.github.poolstarter.sizing.SizingLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * What the endpoint can do about one pool. Safe for use by several threads.
 *
 * @param pools the pools
 * @param settings what changes their settings
 * @param config tells their settings
 * @param resizer what replaces their connections
 * @param sizing keeps what was changed about their sizes
 */
record PoolWrites(JdbcPools pools, PoolSettingsChanger settings, PoolSettingsReport config, PoolResizer resizer,
		SizingLog sizing) {

	private static final Log logger = LogFactory.getLog(PoolWrites.class);

	Map<String, NamedAction> actions() {
		Map<String, NamedAction> actions = new LinkedHashMap<>();
		actions.put("config", this::configure);
		actions.put("evict", NamedAction.onPool(this.pools, this::evict));
		actions.put("suspend", NamedAction.onPool(this.pools, (pool, user) -> suspend(pool, user, true)));
		actions.put("resume", NamedAction.onPool(this.pools, (pool, user) -> suspend(pool, user, false)));
		return actions;
	}

	private @Nullable Object configure(String name, PoolChange settings, @Nullable String user) {
		JdbcPool pool = NamedAction.find(this.pools, name);
		return this.sizing.changing(pool, () -> {
			PoolSettingsChanger.Changed changed = this.settings.change(pool, settings, call("config", pool, user));
			this.sizing.changed(pool, changed.before(), changed.after(), call("config", pool), user);
			return this.config.of(pool);
		});
	}

	private EvictionDescriptor evict(JdbcPool pool, @Nullable String user) {
		PoolResizer.Eviction eviction = this.resizer.evict(pool);
		logger
			.info(LogMessage.format("Connections of pool '%s' are replaced, %d at once and %d when they come back: %s",
					pool.name(), eviction.idle(), eviction.inUse(), call("evict", pool, user)));
		return new EvictionDescriptor(pool.name(), eviction.idle(), eviction.inUse());
	}

	private static @Nullable SuspensionDescriptor suspend(JdbcPool pool, @Nullable String user, boolean suspend) {
		PoolGate gate = pool.gate();
		if (gate == null) {
			return null;
		}
		if (suspend) {
			gate.suspend();
		}
		else {
			gate.resume();
		}
		logger.info(LogMessage.format("Pool '%s' is %s: %s", pool.name(), (suspend) ? "suspended" : "resumed",
				call((suspend) ? "suspend" : "resume", pool, user)));
		return new SuspensionDescriptor(pool.name(), gate.isSuspended());
	}

	// The path that the operator chose is not known here
	private static String call(String action, JdbcPool pool, @Nullable String user) {
		String call = call(action, pool);
		return (user != null) ? call + " by " + user : call;
	}

	private static String call(String action, JdbcPool pool) {
		return "POST /actuator/pools/" + action + "/" + pool.name();
	}

	/**
	 * Says which connections are replaced.
	 *
	 * @param pool the name of the pool
	 * @param evicted the connections that were idle, and are closed
	 * @param marked the connections that are in use, and are closed when they come back
	 */
	record EvictionDescriptor(String pool, int evicted, int marked) {

	}

	/**
	 * Says whether a pool is suspended.
	 *
	 * @param pool the name of the pool
	 * @param suspended whether it lets nobody in
	 */
	record SuspensionDescriptor(String pool, boolean suspended) {

	}

}
