package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.budget.BudgetWatch;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.PoolSettingsChanger;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint tells of JDBC pools only, and can do about them. Safe for use by
 * several threads.
 */
public final class JdbcPoolOperations {

	private final Map<String, PoolView> views = new LinkedHashMap<>();

	private final Map<String, NamedAction> actions;

	/**
	 * Create the operations.
	 * @param advisor what makes suggestions, {@code null} where that is switched off
	 */
	public JdbcPoolOperations(JdbcPools pools, PoolSettingsReport config, PoolSettingsChanger settings,
			RouteCounts routes, RoutingCheck methods, PoolResizer resizer, SizingLog sizing, BudgetWatch budget,
			@Nullable PoolAdvisor advisor) {
		this.views.put("routes", new RoutesView(pools, routes, methods));
		this.views.put("sizing", new SizingView(pools, sizing));
		this.views.put("budget", new BudgetView(budget));
		this.actions = new PoolWrites(pools, settings, config, resizer, sizing).actions();
		if (advisor != null) {
			this.views.put("suggestions", new SuggestionsView(pools, advisor));
			this.views.put("predict", new PredictView(pools, advisor));
			this.actions.put("suggestions", new SuggestionAction(pools, advisor, settings, config, sizing));
		}
	}

	Map<String, PoolView> views() {
		return this.views;
	}

	Map<String, NamedAction> actions() {
		return this.actions;
	}

}
