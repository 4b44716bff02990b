package io.github.poolstarter.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.actuate.ActionRequest;
import io.github.poolstarter.actuate.NamedAction;
import io.github.poolstarter.autoconfigure.PoolConfigReport;
import io.github.poolstarter.autoconfigure.RuntimeSettings;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.PoolGate;
import io.github.poolstarter.sizing.PoolResizer;
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
record PoolWrites(JdbcPools pools, RuntimeSettings settings, PoolConfigReport config, PoolResizer resizer,
		SizingLog sizing) {

	private static final Log logger = LogFactory.getLog(PoolWrites.class);

	Map<String, NamedAction> actions() {
		Map<String, NamedAction> actions = new LinkedHashMap<>();
		actions.put("config", NamedAction.onPool(this.pools, this::configure));
		actions.put("evict", NamedAction.onPool(this.pools, this::evict));
		actions.put("suspend", NamedAction.onPool(this.pools, (pool, request) -> suspend(pool, request, true)));
		actions.put("resume", NamedAction.onPool(this.pools, (pool, request) -> suspend(pool, request, false)));
		return actions;
	}

	private Object configure(JdbcPool pool, ActionRequest request) {
		return this.sizing.changing(pool, () -> change(pool, request));
	}

	private Object change(JdbcPool pool, ActionRequest request) {
		RuntimeSettings.Change change = this.settings.change(pool, request.change(), call("config", pool, request));
		this.sizing.changed(pool, change.before(), change.after(), call("config", pool), request.user());
		return this.config.of(pool);
	}

	private EvictionDescriptor evict(JdbcPool pool, ActionRequest request) {
		PoolResizer.Eviction eviction = this.resizer.evict(pool);
		logger
			.info(LogMessage.format("Connections of pool '%s' are replaced, %d at once and %d when they come back: %s",
					pool.name(), eviction.idle(), eviction.inUse(), call("evict", pool, request)));
		return new EvictionDescriptor(pool.name(), eviction.idle(), eviction.inUse());
	}

	private static @Nullable SuspensionDescriptor suspend(JdbcPool pool, ActionRequest request, boolean suspend) {
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
				call((suspend) ? "suspend" : "resume", pool, request)));
		return new SuspensionDescriptor(pool.name(), gate.isSuspended());
	}

	// The path that the operator chose is not known here
	private static String call(String action, JdbcPool pool, ActionRequest request) {
		String call = call(action, pool);
		return (request.user() != null) ? call + " by " + request.user() : call;
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
