package io.github.poolstarter.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of a pool's call-sites in one registry. Call-sites are found while the
 * application runs, so their meters are registered little by little, and not by those who
 * read the registry. Safe for use by several threads.
 */
final class CallSiteTimers {

	private final MeterRegistry registry;

	private final String name;

	private final String description;

	private final JdbcPoolFigures pool;

	private final CallSiteSums sums;

	private int registered;

	CallSiteTimers(MeterRegistry registry, String name, String description, JdbcPoolFigures pool, CallSiteSums sums) {
		this.registry = registry;
		this.name = name;
		this.description = description;
		this.pool = pool;
		this.sums = sums;
	}

	boolean isOf(PoolFigures pool) {
		return this.pool == pool;
	}

	/**
	 * Register the meters of the call-sites that have been found, and have none.
	 */
	synchronized void register() {
		List<String> callSites = this.sums.callSites();
		for (; this.registered < callSites.size(); this.registered++) {
			register(callSites.get(this.registered));
		}
	}

	private void register(String callSite) {
		FunctionTimer
			.builder(this.name, this.pool, (figures) -> upToDate(figures).count(callSite),
					(figures) -> upToDate(figures).nanos(callSite), TimeUnit.NANOSECONDS)
			.tags("pool", this.pool.pool().name(), "call.site", callSite)
			.description(this.description)
			.register(this.registry);
	}

	private CallSiteSums upToDate(JdbcPoolFigures figures) {
		figures.refresh();
		return this.sums;
	}

}
