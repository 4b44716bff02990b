package io.github.poolstarter.actuate;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.alert.AlertBoard;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.AlertSeverity;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.pool.ObservedPool;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code alerts}: what is wrong with the pools, and what was. Stands here
 * because the endpoint and the alerts know nothing of one another. Safe for use by
 * several threads.
 */
final class AlertsView implements PoolView {

	private final PoolAlerts alerts;

	AlertsView(PoolAlerts alerts) {
		this.alerts = alerts;
	}

	@Override
	public AlertsDescriptor all(HistoryWindow window) {
		return AlertsDescriptor.of(this.alerts.board());
	}

	@Override
	public AlertsDescriptor one(ObservedPool pool, HistoryWindow window) {
		return AlertsDescriptor.of(this.alerts.board().ofPool(pool.qualifiedName()));
	}

	/**
	 * The alerts.
	 *
	 * @param active those that are active, newest first
	 * @param resolved those that were resolved, the last one first
	 */
	record AlertsDescriptor(List<AlertDescriptor> active, List<AlertDescriptor> resolved) {

		private static AlertsDescriptor of(AlertBoard board) {
			return new AlertsDescriptor(board.active().stream().map(AlertDescriptor::of).toList(),
					board.resolved().stream().map(AlertDescriptor::of).toList());
		}

	}

	/**
	 * An alert.
	 *
	 * @param pool the name of the pool
	 * @param alert what it is about
	 * @param severity how bad it is
	 * @param since since when it has been so
	 * @param message the figures, and what to look at
	 * @param until when it was resolved, of one that is
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record AlertDescriptor(String pool, AlertKind alert, AlertSeverity severity, Instant since, String message,
			@Nullable Instant until) {

		private static AlertDescriptor of(PoolAlert alert) {
			return new AlertDescriptor(alert.pool(), alert.kind(), alert.severity(), alert.since(), alert.message(),
					alert.until());
		}

	}

}
