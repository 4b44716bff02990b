package io.github.poolstarter.tracking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.CallSiteStats;
import io.github.poolstarter.pool.Histogram;
import io.github.poolstarter.pool.Percent;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the borrows of a pool: over the current interval of a second, and since the
 * start. Each borrow is entered in few places, of the interval only, because that is on
 * the way of a busy pool's borrows; the rest is done when an interval ends. Not safe for
 * use by several threads: the pool's tracker guards it with its lock.
 */
final class BorrowTally {

	private static final int SOURCES = 8;

	private final IntFunction<String> names;

	private final Histogram recentWaits = new Histogram();

	private Counts recent = new Counts();

	private @Nullable CallSiteTally[] callSites = new CallSiteTally[0];

	private @Nullable CallSiteTally[] sampledCallSites = new CallSiteTally[0];

	private Waits waits = new Waits();

	private long[] bySource = new long[SOURCES];

	private Sums interval = new Sums();

	private Sums totals = new Sums();

	BorrowTally(IntFunction<String> names) {
		this.names = names;
	}

	/**
	 * Add borrows.
	 */
	void add(long[] longs, int from, int to) {
		Counts counts = this.recent;
		CallSiteTally site = null;
		int siteKey = 0;
		for (int at = from; at < to; at += Borrow.LONGS) {
			long tag = longs[at + Borrow.TAG];
			int flags = Borrow.flagsOf(tag);
			if ((flags & Borrow.INTERNAL) != 0) {
				continue;
			}
			this.bySource[Borrow.sourceOf(flags)]++;
			if (Borrow.depthOf(flags) > 0) {
				counts.nested++;
			}
			long grant = longs[at + Borrow.GRANT];
			long waited = grant - longs[at + Borrow.ARRIVAL];
			if ((flags & Borrow.WITHOUT_CONNECTION) != 0) {
				addWithoutConnection(flags, waited);
				continue;
			}
			if (waited == 0) {
				counts.immediate++;
			}
			else {
				this.recentWaits.record(waited);
				this.waits.of(flags).record(waited);
			}
			// Most borrows of a connection, one after another, are of one call-site
			int key = Borrow.callSiteOf(tag) << 1 | (((flags & Borrow.SAMPLED) != 0) ? 1 : 0);
			if (site == null || key != siteKey) {
				site = callSite(key >>> 1, (key & 1) != 0);
				siteKey = key;
			}
			long held = longs[at + Borrow.RELEASE] - grant;
			site.add(held);
			if ((flags & Borrow.UNMEASURED) == 0) {
				site.addMeasured(longs[at + Borrow.BUSY], held);
			}
		}
	}

	private void addWithoutConnection(int flags, long waited) {
		if ((flags & Borrow.REJECTED) != 0) {
			this.recent.rejected++;
			return;
		}
		this.recentWaits.record(waited);
		this.waits.of(flags).record(waited);
		if ((flags & Borrow.TIMED_OUT) != 0) {
			this.recent.timeouts++;
		}
		else {
			this.recent.interrupted++;
		}
	}

	private CallSiteTally callSite(int id, boolean sampled) {
		@Nullable CallSiteTally[] tallies = (sampled) ? this.sampledCallSites : this.callSites;
		if (id < tallies.length) {
			CallSiteTally tally = tallies[id];
			if (tally != null) {
				return tally;
			}
		}
		return addCallSite(id, sampled);
	}

	private CallSiteTally addCallSite(int id, boolean sampled) {
		@Nullable CallSiteTally[] tallies = (sampled) ? this.sampledCallSites : this.callSites;
		if (id >= tallies.length) {
			tallies = Arrays.copyOf(tallies, Math.max(id + 1, 2 * tallies.length));
			if (sampled) {
				this.sampledCallSites = tallies;
			}
			else {
				this.callSites = tallies;
			}
		}
		CallSiteTally tally = new CallSiteTally(this.names.apply(id), sampled);
		tallies[id] = tally;
		return tally;
	}

	/**
	 * Add what was entered lately to the sums, which are complete then.
	 */
	void roll() {
		Sums sums = new Sums();
		this.recentWaits.record(0, this.recent.immediate);
		sums.acquire.add(this.recentWaits);
		this.recentWaits.clear();
		for (CallSiteTally site : all()) {
			this.recent.busyNanos += site.recentBusyNanos();
			this.recent.measuredNanos += site.recentMeasuredNanos();
			site.roll(sums.hold);
		}
		sums.counts.add(this.recent);
		this.recent = new Counts();
		this.interval.add(sums);
		this.totals.add(sums);
	}

	/**
	 * End the current interval, and begin another.
	 */
	Sums endInterval() {
		roll();
		Sums ended = this.interval;
		this.interval = new Sums();
		return ended;
	}

	private List<CallSiteTally> all() {
		List<CallSiteTally> all = new ArrayList<>();
		for (@Nullable
		CallSiteTally tally : this.callSites) {
			if (tally != null) {
				all.add(tally);
			}
		}
		for (@Nullable
		CallSiteTally tally : this.sampledCallSites) {
			if (tally != null) {
				all.add(tally);
			}
		}
		return all;
	}

	/**
	 * Forget all that was rolled, except what belongs to the current interval.
	 */
	void reset() {
		this.totals = new Sums();
		this.waits = new Waits();
		this.bySource = new long[SOURCES];
		this.callSites = new CallSiteTally[0];
		this.sampledCallSites = new CallSiteTally[0];
	}

	/**
	 * What all borrows that were rolled add up to.
	 */
	BorrowStats stats(ConnectionCounts connections, int peakActive) {
		Counts counts = this.totals.counts;
		BorrowStats.Waits waits = new BorrowStats.Waits(counts.immediate, this.waits.queued.distribution(),
				this.waits.validated.distribution(), this.waits.created.distribution(),
				this.waits.unreachable.distribution());
		return new BorrowStats(this.totals.acquire.distribution(), waits, this.totals.hold.distribution(),
				Percent.idle(counts.busyNanos, counts.measuredNanos), peakActive, counts.timeouts, counts.rejected,
				counts.interrupted, counts.nested, connections.created(), connections.closed(), connections.failed(),
				Arrays.stream(this.bySource).boxed().toList(), callSites());
	}

	// Those that hold connections the longest first
	private List<CallSiteStats> callSites() {
		List<CallSiteTally> all = all();
		List<CallSiteTally> sampled = all.stream()
			.filter((site) -> site.isSampled() && site.hold().count() > 0)
			.toList();
		CallSiteTally unknown = (this.callSites.length > 0) ? this.callSites[0] : null;
		Scale scale = Scale.of(sampled, unknown);
		double total = all.stream().mapToLong((site) -> site.hold().sum()).sum();
		Map<String, List<CallSiteTally>> byName = new LinkedHashMap<>();
		all.stream()
			.filter((site) -> site.hold().count() > 0)
			// What the samples stand for
			.filter((site) -> sampled.isEmpty() || site != unknown)
			.forEach((site) -> byName.computeIfAbsent(site.callSite(), (name) -> new ArrayList<>()).add(site));
		return byName.entrySet()
			.stream()
			.map((entry) -> stats(entry.getKey(), entry.getValue(), scale, total))
			.sorted(Comparator.comparingDouble(CallSiteStats::sharePercent)
				.thenComparingLong(CallSiteStats::borrows)
				.reversed())
			.toList();
	}

	// A method may have borrowed both by a name of its own and without
	private static CallSiteStats stats(String name, List<CallSiteTally> tallies, Scale scale, double total) {
		Histogram hold = new Histogram();
		double borrows = 0;
		double held = 0;
		long busyNanos = 0;
		long measuredNanos = 0;
		boolean estimated = false;
		for (CallSiteTally tally : tallies) {
			hold.add(tally.hold());
			borrows += tally.hold().count() * ((tally.isSampled()) ? scale.borrows() : 1);
			held += tally.hold().sum() * ((tally.isSampled()) ? scale.hold() : 1);
			busyNanos += tally.busyNanos();
			measuredNanos += tally.measuredNanos();
			estimated |= tally.isSampled();
		}
		return new CallSiteStats(name, Math.round(borrows), estimated, hold.distribution(), hold.sum(),
				Percent.idle(busyNanos, measuredNanos), Percent.of(held, total));
	}

	/**
	 * By how much a sample is multiplied to stand for all borrows that have no name.
	 *
	 * @param borrows the factor for the number of borrows
	 * @param hold the factor for the time of their holds
	 */
	private record Scale(double borrows, double hold) {

		static Scale of(List<CallSiteTally> sampled, @Nullable CallSiteTally unknown) {
			double count = sampled.stream().mapToLong((site) -> site.hold().count()).sum();
			double sum = sampled.stream().mapToLong((site) -> site.hold().sum()).sum();
			if (unknown == null || count == 0) {
				return new Scale(1, 1);
			}
			return new Scale((count + unknown.hold().count()) / count,
					(sum > 0) ? (sum + unknown.hold().sum()) / sum : 1);
		}

	}

	/**
	 * The waits, by what they were for.
	 */
	private static final class Waits {

		private final Histogram queued = new Histogram();

		private final Histogram validated = new Histogram();

		private final Histogram created = new Histogram();

		private final Histogram unreachable = new Histogram();

		Histogram of(int flags) {
			if ((flags & Borrow.UNREACHABLE) != 0) {
				return this.unreachable;
			}
			if ((flags & Borrow.CREATED) != 0) {
				return this.created;
			}
			return ((flags & Borrow.VALIDATED) != 0) ? this.validated : this.queued;
		}

	}

	/**
	 * What is counted beside the histograms.
	 */
	static final class Counts {

		private long immediate;

		private long timeouts;

		private long rejected;

		private long interrupted;

		private long nested;

		private long busyNanos;

		private long measuredNanos;

		private void add(Counts other) {
			this.immediate += other.immediate;
			this.timeouts += other.timeouts;
			this.rejected += other.rejected;
			this.interrupted += other.interrupted;
			this.nested += other.nested;
			this.busyNanos += other.busyNanos;
			this.measuredNanos += other.measuredNanos;
		}

	}

	/**
	 * What borrows add up to.
	 */
	static final class Sums {

		private final Histogram acquire = new Histogram();

		private final Histogram hold = new Histogram();

		private final Counts counts = new Counts();

		private void add(Sums other) {
			this.acquire.add(other.acquire);
			this.hold.add(other.hold);
			this.counts.add(other.counts);
		}

		Histogram acquire() {
			return this.acquire;
		}

		Histogram hold() {
			return this.hold;
		}

		long timeouts() {
			return this.counts.timeouts;
		}

		long rejected() {
			return this.counts.rejected;
		}

		long nested() {
			return this.counts.nested;
		}

		long busyNanos() {
			return this.counts.busyNanos;
		}

		long measuredNanos() {
			return this.counts.measuredNanos;
		}

	}

}
