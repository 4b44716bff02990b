package io.github.poolstarter.alert;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolMonitor;
import io.github.poolstarter.pool.PoolObserver;

/**
 * Raises and resolves the alerts of all pools. Looks at each pool once a second, when the
 * {@link PoolMonitor} does, tells of what has changed in the log and by an event, and
 * knows the alerts that are active and those that were resolved lately.
 * <p>
 * What is bad is said by {@link AlertRules}; an {@link AlertKind} says for how many looks
 * in a row it has to be bad until an alert is raised, and good until it is resolved. The
 * message of an active alert is renewed at each look at which it is bad.
 * <p>
 * Pools are looked at by one thread, that of the monitor. What is known of alerts may be
 * read by any thread at any time: it is replaced as a whole after each look.
 */
public final class PoolAlerts implements PoolObserver {

	private final AlertRules rules;

	private final Consumer<PoolAlertEvent> listener;

	private final AlertLog log = new AlertLog();

	private final Map<String, PoolWatch> watches = new HashMap<>();

	private final Map<String, KnownLeaks> leaks = new HashMap<>();

	private volatile AlertBoard board = AlertBoard.EMPTY;

	/**
	 * Create alerts.
	 * @param listener takes the events; is called by the thread of the monitor, and must
	 * neither wait nor fail
	 */
	public PoolAlerts(AlertRules rules, Consumer<PoolAlertEvent> listener) {
		this.rules = rules;
		this.listener = listener;
	}

	/**
	 * The alerts as they are.
	 */
	public AlertBoard board() {
		return this.board;
	}

	@Override
	public void sampled(ObservedPool pool, HistorySample sample) {
		next(PoolObservation.of(pool, sample, this.rules.leakThresholds()));
	}

	/**
	 * Take notice of a look at a pool.
	 */
	void next(PoolObservation look) {
		PoolWatch watch = this.watches.computeIfAbsent(look.pool(), (pool) -> new PoolWatch(this.rules));
		List<PoolAlertEvent> events = watch.next(look);
		List<PoolAlert> resolved = events.stream()
			.filter(PoolAlertEvent::isResolved)
			.map(PoolAlertEvent::alert)
			.toList();
		this.board = this.board.next(look.pool(), watch.active(), resolved, look.time());
		this.log.timeouts(look);
		events.forEach(this.log::changed);
		KnownLeaks known = this.leaks.computeIfAbsent(look.pool(), (pool) -> new KnownLeaks());
		this.log.leaks(known.next(this.rules.leaks(look)));
		events.forEach(this.listener);
	}

}
