package io.github.poolstarter.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.routing.check.RoutingCheck;
import io.github.poolstarter.routing.check.RoutingFinding;
import io.github.poolstarter.tracking.RouteCounts;

/**
 * The view {@code routes}: how work finds its pool. Safe for use by several threads.
 */
final class RoutesView implements JdbcPoolView {

	private final JdbcPools pools;

	private final RouteCounts counts;

	private final RoutingCheck methods;

	RoutesView(JdbcPools pools, RouteCounts counts, RoutingCheck methods) {
		this.pools = pools;
		this.counts = counts;
		this.methods = methods;
	}

	@Override
	public RoutesDescriptor all(HistoryWindow window) {
		return routes(this.pools.names());
	}

	@Override
	public RoutesDescriptor one(JdbcPool pool, HistoryWindow window) {
		return routes(List.of(pool.name()));
	}

	private RoutesDescriptor routes(List<String> names) {
		List<Map<String, String>> methods = this.methods.findings()
			.stream()
			.filter((finding) -> names.contains(finding.pool()))
			.map(RoutesView::describe)
			.toList();
		Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
		this.counts.snapshot().forEach((pool, snapshot) -> {
			if (names.contains(pool)) {
				counts.put(pool, describe(snapshot));
			}
		});
		return new RoutesDescriptor(methods, counts);
	}

	// Maps, because Java has the names "class" and "default" for itself
	private static Map<String, String> describe(RoutingFinding finding) {
		Map<String, String> description = new LinkedHashMap<>();
		description.put("class", finding.type());
		description.put("method", finding.method());
		description.put("pool", finding.pool());
		if (finding.finding() != null) {
			description.put("finding", finding.finding());
		}
		return description;
	}

	private static Map<String, Long> describe(RouteCounts.Snapshot counts) {
		Map<String, Long> description = new LinkedHashMap<>();
		description.put("annotation", counts.annotation());
		description.put("readOnlyTransaction", counts.readOnlyTransaction());
		description.put("template", counts.template());
		description.put("default", counts.defaultRoute());
		description.put("fallbackFrom", counts.fallbackFrom());
		description.put("pinned", counts.pinned());
		description.put("fallback", counts.fallback());
		RouteCounts.Replicas replicas = counts.replicas();
		if (replicas != null) {
			description.put("replica", replicas.replica());
			description.put("replicaUnfit", replicas.replicaUnfit());
			description.put("readYourWrites", replicas.readYourWrites());
		}
		return description;
	}

	/**
	 * How work finds its pool.
	 *
	 * @param methods the methods that are routed by annotation
	 * @param counts how often each pool was used, by what decided on it
	 */
	record RoutesDescriptor(List<Map<String, String>> methods, Map<String, Map<String, Long>> counts) {

	}

}
