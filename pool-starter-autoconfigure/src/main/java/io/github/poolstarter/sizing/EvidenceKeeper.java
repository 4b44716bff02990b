package io.github.poolstarter.sizing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.AnalysisResult;
import io.github.poolstarter.tuning.Analyzer;
import io.github.poolstarter.tuning.Evidence;
import io.github.poolstarter.tuning.Knee;
import io.github.poolstarter.tuning.Load;
import io.github.poolstarter.tuning.NotEnoughEvidence;
import io.github.poolstarter.tuning.PoolSettings;
import io.github.poolstarter.tuning.SizeAims;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what one pool's size is judged by: the latest window, the worst of the last hour,
 * and the last that showed where the server's limit is.
 * <p>
 * A limit that was found counts for an hour, whatever else is seen: a disturbance of
 * seconds can hide it. After that, a window that had more connections in use and found
 * none undoes it. A pool that was made as small as the server's limit has no such
 * windows, because the limit can only be seen from above; so it counts for six hours
 * then, or the pool would be raised and lowered again once an hour. After these, it is
 * looked for anew: servers change.
 * <p>
 * The latest window is what the pool's log has of the last ten minutes. Where that is
 * less than an analysis needs, it goes further back, up to an hour. It never goes beyond
 * a change of the pool's size. The worst window has the most timeouts; of those with as
 * many, the longest waits in the queue; of those, the most load. Not safe for use by
 * several threads: {@link PoolAdvisor} guards it.
 */
final class EvidenceKeeper {

	private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

	private static final long LIMIT_NANOS = TimeUnit.HOURS.toNanos(6);

	private final SizeAims aims;

	private @Nullable PoolSettings settings;

	private @Nullable Long changedNanos;

	private @Nullable Long lastRelease;

	private Load load = Load.NONE;

	private AnalysisResult latest = new NotEnoughEvidence(0, Analyzer.LEAST_BORROWS);

	private @Nullable Kept worst;

	private @Nullable Kept serverBound;

	/**
	 * Create a keeper without evidence.
	 * @param aims what is wanted of the pool
	 */
	EvidenceKeeper(SizeAims aims) {
		this.aims = aims;
	}

	/**
	 * Take what happened since the last look.
	 * @param borrows the latest borrows of the pool
	 * @param settings how the pool is set now
	 * @param nowNanos a reading of {@link System#nanoTime()}
	 */
	void look(List<Borrow> borrows, PoolSettings settings, long nowNanos) {
		PoolSettings before = this.settings;
		if (before != null && before.maximumPoolSize() != settings.maximumPoolSize()) {
			this.changedNanos = nowNanos;
		}
		boolean changed = !settings.equals(before);
		this.settings = settings;
		this.worst = (this.worst != null && this.worst.isOlder(HOUR_NANOS, nowNanos)) ? null : this.worst;
		this.serverBound = (this.serverBound != null && this.serverBound.isOlder(LIMIT_NANOS, nowNanos)) ? null
				: this.serverBound;
		List<Borrow> window = window(borrows, nowNanos);
		Long last = (window.isEmpty()) ? null : window.get(window.size() - 1).releaseNanos();
		if (!changed && last != null && last.equals(this.lastRelease)) {
			return;
		}
		this.lastRelease = last;
		Evidence evidence = Evidence.of(window, settings);
		this.load = Load.of(evidence);
		this.latest = Analyzer.analyze(evidence, this.aims);
		if (this.latest instanceof Analysis analysis) {
			keep(analysis, nowNanos);
		}
	}

	private void keep(Analysis analysis, long nowNanos) {
		if (this.worst == null || !this.worst.analysis().isWorseThan(analysis)) {
			this.worst = new Kept(analysis, nowNanos);
		}
		if (analysis.knee().isServerBound()) {
			this.serverBound = new Kept(analysis, nowNanos);
		}
		else if (this.serverBound != null && this.serverBound.isOlder(HOUR_NANOS, nowNanos)
				&& isBeyond(this.serverBound.analysis().knee(), analysis)) {
			this.serverBound = null;
		}
	}

	private static boolean isBeyond(Knee limit, Analysis analysis) {
		Double connections = limit.connections();
		return analysis.knee().verdict() == Knee.Verdict.NONE && connections != null
				&& analysis.workload().peakInUse() > connections;
	}

	// By the time of their ends, because that is how the log is complete
	private List<Borrow> window(List<Borrow> borrows, long nowNanos) {
		Long changed = this.changedNanos;
		List<Borrow> newestFirst = borrows.stream()
			.filter((borrow) -> nowNanos - borrow.releaseNanos() <= HOUR_NANOS)
			.filter((borrow) -> changed == null || borrow.grantNanos() - changed >= 0)
			.sorted(Comparator.comparingLong((borrow) -> nowNanos - borrow.releaseNanos()))
			.toList();
		List<Borrow> window = new ArrayList<>();
		int granted = 0;
		for (Borrow borrow : newestFirst) {
			if (granted >= Analyzer.LEAST_BORROWS && nowNanos - borrow.releaseNanos() > WINDOW_NANOS) {
				break;
			}
			window.add(borrow);
			granted += (borrow.timedOut() || borrow.rejected() || borrow.interrupted()) ? 0 : 1;
		}
		Collections.reverse(window);
		return window;
	}

	/**
	 * What the latest borrows add up to.
	 * @return the sums
	 */
	Load load() {
		return this.load;
	}

	/**
	 * What comes of the latest borrows.
	 * @return an analysis, or that there is not enough evidence
	 */
	AnalysisResult latest() {
		return this.latest;
	}

	/**
	 * What came of earlier windows that still count.
	 * @return the analyses, without the latest
	 */
	List<Analysis> earlier() {
		return Stream.of(this.worst, this.serverBound)
			.flatMap(Stream::ofNullable)
			.map(Kept::analysis)
			.filter((analysis) -> analysis != this.latest)
			.distinct()
			.toList();
	}

	/**
	 * A window that is kept.
	 *
	 * @param analysis what came of it
	 * @param endNanos when it ended
	 */
	private record Kept(Analysis analysis, long endNanos) {

		boolean isOlder(long nanos, long nowNanos) {
			return nowNanos - this.endNanos > nanos;
		}

	}

}
