package io.github.poolstarter.alert;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Follows one pool look by look, and knows its active alerts. Without clock and thread:
 * what comes out depends on the looks alone. Not safe for use by several threads.
 */
final class PoolWatch {

	private final AlertRules rules;

	private final Map<AlertKind, AlertState> states = new EnumMap<>(AlertKind.class);

	private final Map<AlertKind, PoolAlert> active = new EnumMap<>(AlertKind.class);

	PoolWatch(AlertRules rules) {
		this.rules = rules;
		for (AlertKind kind : AlertKind.values()) {
			this.states.put(kind, new AlertState(kind));
		}
	}

	/**
	 * Take notice of a look.
	 */
	List<PoolAlertEvent> next(PoolObservation look) {
		List<PoolAlertEvent> events = new ArrayList<>();
		this.states.forEach((kind, state) -> {
			PoolAlert before = this.active.remove(kind);
			PoolAlert now = next(kind, state, look, before);
			if (now != null) {
				this.active.put(kind, now);
			}
			if (now != null && before == null) {
				events.add(new PoolAlertEvent(now));
			}
			if (now == null && before != null) {
				events.add(new PoolAlertEvent(before.resolved(look.time())));
			}
		});
		return events;
	}

	private @Nullable PoolAlert next(AlertKind kind, AlertState state, PoolObservation look,
			@Nullable PoolAlert before) {
		AlertLevel level = this.rules.level(kind, look);
		if (!state.next(level, look.time())) {
			return null;
		}
		if (before != null && !level.isBad()) {
			return before;
		}
		return new PoolAlert(look.pool(), kind, state.since(), AlertMessages.of(kind, look, this.rules), null);
	}

	/**
	 * The alerts that are active.
	 */
	List<PoolAlert> active() {
		return List.copyOf(this.active.values());
	}

}
