package io.github.poolstarter.autoconfigure.metrics;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.metrics.AlertStates;

/**
 * Tells the meters of the alerts, as neither of them knows the other. Alerts are named as
 * the value of a property would be, such as {@code cannot-connect}. Safe for use by
 * several threads.
 */
final class PoolAlertStates implements AlertStates {

	private final PoolAlerts alerts;

	PoolAlertStates(PoolAlerts alerts) {
		this.alerts = alerts;
	}

	@Override
	public Map<String, Boolean> of(String pool) {
		Set<AlertKind> active = this.alerts.board()
			.active()
			.stream()
			.filter((alert) -> alert.pool().equals(pool))
			.map(PoolAlert::kind)
			.collect(Collectors.toSet());
		Map<String, Boolean> states = new LinkedHashMap<>();
		for (AlertKind kind : AlertKind.values()) {
			states.put(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), active.contains(kind));
		}
		return states;
	}

}
