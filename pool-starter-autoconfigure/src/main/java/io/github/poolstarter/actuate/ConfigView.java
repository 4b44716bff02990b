package io.github.poolstarter.actuate;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.ObservedPools;

/**
 * The view {@code config}: the settings of the pools.
 *
 * @param pools the pools
 * @param reports tell the settings of each kind
 */
record ConfigView(ObservedPools pools, List<PoolSettingsReport> reports) implements PoolView {

	@Override
	public PoolsDescriptor<Map<String, ConfiguredSetting>> all(HistoryWindow window) {
		return PoolView.each(this.pools, this::settings);
	}

	@Override
	public Map<String, ConfiguredSetting> one(ObservedPool pool, HistoryWindow window) {
		return settings(pool);
	}

	private Map<String, ConfiguredSetting> settings(ObservedPool pool) {
		return this.reports.stream()
			.map((report) -> report.of(pool))
			.filter(Objects::nonNull)
			.findFirst()
			.map(Objects::requireNonNull)
			.orElseThrow();
	}

}
