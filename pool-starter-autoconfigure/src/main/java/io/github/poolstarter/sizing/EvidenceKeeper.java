package io.github.poolstarter.sizing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
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
import io.github.poolstarter.tuning.RecordedSettings;
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
 * a change of the pool's size, nor into the first two minutes, whose code is cold, if
 * there is enough since. The worst window has the most timeouts; of those with as many,
 * the longest waits in the queue; of those, the most load. One with borrows of the first
 * two minutes is never kept. Not safe for use by several threads: {@link PoolAdvisor}
 * guards it.
 */
final class EvidenceKeeper {

	private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

	private static final long LIMIT_NANOS = TimeUnit.HOURS.toNanos(6);

	private static final long COLD_NANOS = TimeUnit.MINUTES.toNanos(2);

	private final long warmNanos;

	private SizeAims aims;

	private @Nullable RecordedSettings settings;

	private @Nullable Long changedNanos;

	private @Nullable Long lastRelease;

	private Load load = Load.NONE;

	private AnalysisResult latest = new NotEnoughEvidence(0, Analyzer.LEAST_BORROWS);

	private @Nullable Kept worst;

	private @Nullable Kept serverBound;

	EvidenceKeeper(SizeAims aims, long startNanos) {
		this.aims = aims;
		this.warmNanos = startNanos + COLD_NANOS;
	}

	/**
	 * Take what happened since the last look.
	 */
	void look(List<Borrow> borrows, RecordedSettings settings, int ceiling, long nowNanos) {
		RecordedSettings before = this.settings;
		if (before != null && before.maximumPoolSize() != settings.maximumPoolSize()) {
			this.changedNanos = nowNanos;
		}
		SizeAims aims = this.aims.withCeiling(ceiling);
		boolean changed = !settings.equals(before) || !aims.equals(this.aims);
		this.settings = settings;
		this.aims = aims;
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
		if (this.latest instanceof Analysis analysis && window.stream().allMatch(this::isWarm)) {
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
		Window warm = Window.of(newestFirst.stream().filter(this::isWarm).toList(), nowNanos);
		return ((warm.isEnough()) ? warm : Window.of(newestFirst, nowNanos)).borrows();
	}

	private boolean isWarm(Borrow borrow) {
		return borrow.arrivalNanos() - this.warmNanos >= 0;
	}

	/**
	 * What the latest borrows add up to.
	 */
	Load load() {
		return this.load;
	}

	/**
	 * What comes of the latest borrows.
	 */
	AnalysisResult latest() {
		return this.latest;
	}

	/**
	 * What came of earlier windows that still count.
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
	 * The latest borrows, as they count as evidence: a window begins where its first
	 * borrow ends, and who came before that is not among those who have to be enough.
	 *
	 * @param borrows the borrows, by their ends
	 * @param granted how many of them got a connection and came within the window
	 */
	private record Window(List<Borrow> borrows, int granted) {

		static Window of(List<Borrow> newestFirst, long nowNanos) {
			List<Borrow> window = new ArrayList<>();
			PriorityQueue<Borrow> cameBefore = new PriorityQueue<>(
					Comparator.comparingLong((borrow) -> nowNanos - borrow.arrivalNanos()));
			int granted = 0;
			for (Borrow borrow : newestFirst) {
				if (granted >= Analyzer.LEAST_BORROWS && nowNanos - borrow.releaseNanos() > WINDOW_NANOS) {
					break;
				}
				window.add(borrow);
				if (!borrow.timedOut() && !borrow.rejected() && !borrow.interrupted()) {
					cameBefore.add(borrow);
				}
				while (!cameBefore.isEmpty() && cameBefore.peek().arrivalNanos() - borrow.releaseNanos() >= 0) {
					cameBefore.remove();
					granted++;
				}
			}
			Collections.reverse(window);
			return new Window(window, granted);
		}

		boolean isEnough() {
			return this.granted >= Analyzer.LEAST_BORROWS;
		}

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
