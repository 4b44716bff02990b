package io.github.poolstarter.alert;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.PoolState;

import org.springframework.util.Assert;

/**
 * Says of a look at a pool how bad it is, for each kind of alert. For how long it has to
 * be so is the matter of the {@link AlertKind}. Immutable.
 * <p>
 * Usage is the share of connections that are out at the moment of the look. The peak of
 * the second before would be the wrong measure: many short borrows at once, for a few
 * milliseconds in every second, are what a pool is there for, and no usage to speak of.
 *
 * @param usage the share of a pool's maximum, more than 0 and at most 1, over which its
 * usage is bad
 * @param leakThresholds the times after which a connection that is out counts as leaked
 */
public record AlertRules(double usage, LeakThresholds leakThresholds) {

	private static final double USAGE_MARGIN_PERCENT = 10;

	/**
	 * Create rules.
	 */
	public AlertRules {
		Assert.isTrue(usage > 0 && usage <= 1, "'usage' must be more than 0 and at most 1");
	}

	/**
	 * Create rules with one leak threshold for all pools.
	 * @param usage the share of a pool's maximum, more than 0 and at most 1, over which
	 * its usage is bad
	 */
	public AlertRules(double usage, Duration leakThreshold) {
		this(usage, new LeakThresholds(leakThreshold));
	}

	/**
	 * How bad it is.
	 */
	AlertLevel level(AlertKind kind, PoolObservation look) {
		return switch (kind) {
			case USAGE -> usageLevel(look.state());
			case EXHAUSTED -> exhaustedLevel(look.state());
			case TIMEOUTS -> (look.sample().counts().timeouts() > 0) ? AlertLevel.BAD : AlertLevel.GOOD;
			case LEAK -> leaks(look).isEmpty() ? AlertLevel.GOOD : AlertLevel.BAD;
			case CANNOT_CONNECT -> (look.connectFailure() != null) ? cannotConnectLevel(look) : AlertLevel.GOOD;
		};
	}

	private AlertLevel usageLevel(PoolState state) {
		if (state.usagePercent() > usagePercent()) {
			return AlertLevel.BAD;
		}
		return (state.usagePercent() <= Math.max(0, usagePercent() - USAGE_MARGIN_PERCENT)) ? AlertLevel.GOOD
				: AlertLevel.BETWEEN;
	}

	/**
	 * The threshold in the unit in which usage is told.
	 * @return a percentage with one decimal
	 */
	double usagePercent() {
		return Math.round(1000 * this.usage) / 10.0;
	}

	// A connection that was given back a moment ago is on its way to the next who waits
	private static AlertLevel exhaustedLevel(PoolState state) {
		if (state.exhausted()) {
			return AlertLevel.BAD;
		}
		return (state.pending() == 0) ? AlertLevel.GOOD : AlertLevel.BETWEEN;
	}

	// The last attempt has failed. Where no connection is needed there won't be another
	// soon, and so no proof that it still is as bad
	private static AlertLevel cannotConnectLevel(PoolObservation look) {
		PoolState state = look.state();
		int wanted = Math.max((look.keepsTrying()) ? 1 : 0, state.minimumIdle());
		boolean needed = state.total() < state.maximumPoolSize()
				&& (state.idle() < wanted || state.pending() > state.idle());
		if (!needed) {
			return AlertLevel.BETWEEN;
		}
		return (state.total() == 0) ? AlertLevel.ALARMING : AlertLevel.BAD;
	}

	/**
	 * The connections that are out for too long.
	 */
	List<HeldConnection> leaks(PoolObservation look) {
		return Stream.concat(look.held().stream(), look.instead().stream())
			.filter(this.leakThresholds::isLeaked)
			.sorted(Comparator.comparingLong(HeldConnection::heldNanos).reversed())
			.toList();
	}

}
