package io.github.poolstarter.alert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.PoolState;

/**
 * Puts a look at a pool into words: the figures, and where to look for the cause. Pure
 * functions.
 */
final class AlertMessages {

	private static final int WORST_HOLDERS = 3;

	private AlertMessages() {
	}

	/**
	 * The message of an alert.
	 */
	static String of(AlertKind kind, PoolObservation look, AlertRules rules) {
		return switch (kind) {
			case USAGE -> "usage is " + look.state().usagePercent() + " %, over " + rules.usagePercent() + " %: "
					+ situation(look);
			case EXHAUSTED -> situation(look);
			case TIMEOUTS ->
				borrows(look.sample().counts().timeouts()) + " got no connection in time: " + situation(look);
			case LEAK -> leaks(rules.leaks(look), rules);
			case CANNOT_CONNECT -> look.state().total() + " of " + look.state().maximumPoolSize()
					+ " connections are open, " + waiting(look.state()) + cannotConnect(look);
		};
	}

	/**
	 * A number of borrows.
	 */
	static String borrows(long count) {
		return count + ((count == 1) ? " borrow" : " borrows");
	}

	/**
	 * Who has the connections, who waits, and whether more can be opened.
	 */
	static String situation(PoolObservation look) {
		PoolState state = look.state();
		String situation = state.active() + " of " + state.maximumPoolSize() + " connections are in use, "
				+ waiting(state);
		if (!look.held().isEmpty()) {
			situation += "; held by " + callSites(look.held());
		}
		return situation + cannotConnect(look);
	}

	private static String cannotConnect(PoolObservation look) {
		return (look.connectFailure() != null) ? "; can't connect to " + look.connectFailure() : "";
	}

	private static String waiting(PoolState state) {
		return switch (state.pending()) {
			case 0 -> "no threads are waiting";
			case 1 -> "1 thread is waiting";
			default -> state.pending() + " threads are waiting";
		};
	}

	private static String leaks(List<HeldConnection> leaks, AlertRules rules) {
		String oldest = leak(leaks.get(0));
		List<HeldConnection> others = leaks.subList(1, leaks.size());
		return (others.isEmpty()) ? oldest : oldest + "; also held for longer than "
				+ rules.leakThresholds().of(leaks.get(0).pool()).toSeconds() + " s: " + callSites(others);
	}

	/**
	 * Who has a connection for too long.
	 */
	static String leak(HeldConnection leak) {
		String text = leak.callSite() + " has held a connection for " + TimeUnit.NANOSECONDS.toSeconds(leak.heldNanos())
				+ " s, taken by thread " + leak.threadName();
		return (leak.busyPercent() != null) ? text + ", busy " + leak.busyPercent() + " % of the time" : text;
	}

	private static String callSites(List<HeldConnection> held) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		held.forEach((connection) -> counts.merge(connection.callSite(), 1, Integer::sum));
		List<String> worst = new ArrayList<>(counts.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
			.limit(WORST_HOLDERS)
			.map((entry) -> entry.getKey() + " (" + entry.getValue() + ")")
			.toList());
		if (counts.size() > WORST_HOLDERS) {
			worst.add("…");
		}
		return String.join(", ", worst);
	}

}
