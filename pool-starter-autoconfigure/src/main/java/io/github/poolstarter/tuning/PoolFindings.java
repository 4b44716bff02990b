package io.github.poolstarter.tuning;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a pool when it is looked at: what rules are applied to. Immutable.
 *
 * @param pool the name of the pool
 * @param settings how it is set now
 * @param readOnly whether it is for reading only
 * @param watchedNanos for how long it has been watched
 * @param load what its latest borrows add up to
 * @param analysis what comes of its latest borrows
 * @param earlier what came of earlier borrows that still counts: those of the worst
 * window of the last hour, and those that showed where the server's limit is
 * @param leaks the connections that have been out for too long
 * @param leakThresholdNanos when that is
 * @param callSiteNames tells the names of call-sites
 * @param remoteCalls the remote calls that each call-site made while it held a
 * connection, by its name
 * @param context what is known beside the borrows
 * @param standingSize the size that was suggested when the pool was last looked at,
 * {@code null} for none
 */
public record PoolFindings(String pool, RecordedSettings settings, boolean readOnly, long watchedNanos, Load load,
		AnalysisResult analysis, List<Analysis> earlier, List<LeakedConnection> leaks, long leakThresholdNanos,
		IntFunction<String> callSiteNames, Map<String, RemoteCalls> remoteCalls, PoolContext context,
		@Nullable Integer standingSize) {

	/**
	 * Create findings; the collections are copied.
	 */
	public PoolFindings {
		earlier = List.copyOf(earlier);
		leaks = List.copyOf(leaks);
		remoteCalls = Map.copyOf(remoteCalls);
	}

	/**
	 * What the windows that count say of the size.
	 * @return what is needed, {@code null} where nothing can be said
	 */
	@Nullable SizeNeed sizeNeed() {
		return (this.analysis instanceof Analysis latest) ? SizeNeed.of(latest, this.earlier) : null;
	}

	/**
	 * The most connections that the pool may have: what its server allows it, and what it
	 * has now where that is more.
	 */
	int ceiling() {
		PoolContext.Allowance allowance = this.context.allowance();
		return (allowance != null) ? Math.max(this.settings.maximumPoolSize(), allowance.connections())
				: Integer.MAX_VALUE;
	}

	/**
	 * Whether a call-site holds a connection while nothing runs on it, so that the code
	 * comes before the size.
	 */
	boolean hasIdleHolds() {
		return this.load.callSites().stream().anyMatch(IdleHoldRule::isIdle);
	}

	/**
	 * Whether the pool is too small for nested borrows.
	 */
	boolean canDeadlock() {
		return this.load.nested().floor() > this.settings.maximumPoolSize();
	}

}
