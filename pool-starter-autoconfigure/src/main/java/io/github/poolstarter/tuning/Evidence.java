package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import io.github.poolstarter.tracking.Borrow;

/**
 * What is known of a pool's load: its borrows of a contiguous window, none left out, and
 * how the pool was set then. All that is said about the pool's size is a function of it.
 * Immutable.
 * <p>
 * A borrow is a <em>demand</em>: somebody arrives and wants a connection for a time. A
 * replay grants it anew, so recorded waits are no part of it: not those for a connection
 * to be validated or opened, for a database that was out of reach, or for a pool that was
 * suspended, and not those in the queue either. What counts is when somebody came, who,
 * and how long the hold was.
 * <p>
 * <strong>Whose hold isn't known.</strong> Who timed out, or was interrupted while
 * waiting, wanted a connection all the same. It is given the hold of another borrow of
 * its call-site, drawn at random by a fixed seed, or of any borrow if its call-site has
 * none. Who was refused at once is treated so if somebody was waiting at that moment,
 * because then the queue was full; else the pool was suspended or closed, which no size
 * of the pool would have changed, and the borrow is left out. So is who was kept while
 * the pool was suspended, and got nothing.
 * <p>
 * <strong>The window's edges.</strong> Borrows are recorded when they end. Who came
 * before the window and was not done at its beginning takes up a connection in a replay,
 * but its wait is in no percentile: those who came at the same time and were quicker are
 * not known. Who was not done at the window's end is missing.
 */
public final class Evidence {

	private static final Comparator<Borrow> BY_ARRIVAL = Comparator.comparingLong(Borrow::grantNanos)
		.thenComparingLong(Borrow::releaseNanos)
		.thenComparingInt(Borrow::callSite)
		.thenComparingInt(Borrow::threadHash)
		.thenComparingInt(Borrow::flags)
		.thenComparing(Borrow::busyNanos, Comparator.nullsFirst(Comparator.naturalOrder()));

	private static final long SEED = 0x706F6F6CL;

	private final RecordedSettings settings;

	private final long windowNanos;

	private final int first;

	private final List<Arrival> all;

	private final int refused;

	private Evidence(List<Borrow> borrows, int refused, RecordedSettings settings, long fromNanos, long toNanos) {
		this.settings = settings;
		this.windowNanos = toNanos - fromNanos;
		this.refused = refused;
		this.all = withDrawnHolds(borrows.stream().map((borrow) -> arrival(borrow, fromNanos)).toList());
		this.first = (int) this.all.stream().filter((arrival) -> arrival.arrival() < 0).count();
	}

	/**
	 * Take the borrows of a pool's log as evidence. Its window begins where the log is
	 * complete, with the end of the borrow that ended first, and ends with the last.
	 * @param borrows the borrows in any order
	 */
	public static Evidence of(List<Borrow> borrows, RecordedSettings settings) {
		if (borrows.isEmpty()) {
			return of(borrows, settings, 0, 0);
		}
		long origin = borrows.get(0).releaseNanos();
		long from = origin + borrows.stream().mapToLong((borrow) -> borrow.releaseNanos() - origin).min().orElse(0);
		long to = origin + borrows.stream().mapToLong((borrow) -> borrow.releaseNanos() - origin).max().orElse(0);
		return of(borrows, settings, from, to);
	}

	/**
	 * Take the borrows of a window as evidence.
	 * @param borrows the borrows in any order; those that have nothing in the window are
	 * left out
	 * @param fromNanos the beginning of the window, a reading of
	 * {@link System#nanoTime()}. All borrows that ended from then until the window's end
	 * have to be there
	 */
	public static Evidence of(List<Borrow> borrows, RecordedSettings settings, long fromNanos, long toNanos) {
		if (toNanos - fromNanos < 0) {
			throw new IllegalArgumentException("The window must not end before it begins");
		}
		List<Borrow> inWindow = new ArrayList<>(borrows.size());
		for (Borrow borrow : borrows) {
			if (borrow.releaseNanos() - fromNanos >= 0 && borrow.arrivalNanos() - toNanos <= 0) {
				inWindow.add(borrow);
			}
		}
		// Differences, because readings of the clock may be of either sign
		inWindow.sort(Comparator.<Borrow>comparingLong((borrow) -> borrow.arrivalNanos() - fromNanos)
			.thenComparing(BY_ARRIVAL));
		List<Borrow> demand = demand(inWindow);
		return new Evidence(demand, inWindow.size() - demand.size(), settings, fromNanos, toNanos);
	}

	// Without those who were refused while nobody waited, or for a suspended pool
	private static List<Borrow> demand(List<Borrow> borrows) {
		List<Borrow> demand = new ArrayList<>(borrows.size());
		long waitingUntil = Long.MIN_VALUE;
		for (Borrow borrow : borrows) {
			if (isTurnedAway(borrow)) {
				continue;
			}
			if (!borrow.rejected()) {
				demand.add(borrow);
				if (isQueued(borrow)) {
					waitingUntil = (waitingUntil == Long.MIN_VALUE || borrow.grantNanos() - waitingUntil > 0)
							? borrow.grantNanos() : waitingUntil;
				}
			}
			else if (waitingUntil != Long.MIN_VALUE && borrow.arrivalNanos() - waitingUntil < 0) {
				demand.add(borrow);
			}
		}
		return demand;
	}

	private static boolean isTurnedAway(Borrow borrow) {
		return borrow.suspended() && (borrow.rejected() || borrow.interrupted());
	}

	private static boolean isQueued(Borrow borrow) {
		return borrow.waitNanos() > 0 && !isWaitForOther(borrow);
	}

	private static boolean isWaitForOther(Borrow borrow) {
		return borrow.validated() || borrow.created() || borrow.unreachable() || borrow.suspended();
	}

	private static Arrival arrival(Borrow borrow, long fromNanos) {
		Long measured = borrow.busyNanos();
		return new Arrival(borrow.arrivalNanos() - fromNanos, borrow.grantNanos() - fromNanos,
				borrow.releaseNanos() - fromNanos, borrow.holdNanos(),
				(measured != null) ? Math.max(0, Math.min(measured, borrow.holdNanos())) : null, borrow.callSite(),
				borrow.threadHash(), borrow.depth(), !borrow.timedOut() && !borrow.rejected() && !borrow.interrupted(),
				borrow.timedOut() && !borrow.unreachable(), !isWaitForOther(borrow), borrow.created());
	}

	private static List<Arrival> withDrawnHolds(List<Arrival> arrivals) {
		List<Arrival> granted = arrivals.stream().filter(Arrival::granted).toList();
		if (granted.isEmpty() || granted.size() == arrivals.size()) {
			return arrivals;
		}
		Map<Integer, List<Arrival>> bySite = granted.stream().collect(Collectors.groupingBy(Arrival::callSite));
		SplittableRandom random = new SplittableRandom(SEED);
		return arrivals.stream().map((arrival) -> {
			if (arrival.granted()) {
				return arrival;
			}
			List<Arrival> among = bySite.getOrDefault(arrival.callSite(), granted);
			return arrival.withHoldOf(among.get(random.nextInt(among.size())));
		}).toList();
	}

	/**
	 * How the pool was set.
	 */
	public RecordedSettings settings() {
		return this.settings;
	}

	/**
	 * The length of the window.
	 * @return nanoseconds
	 */
	public long windowNanos() {
		return this.windowNanos;
	}

	/**
	 * The number of borrowers, those who got no connection and those who came before the
	 * window among them.
	 */
	public int size() {
		return this.all.size();
	}

	/**
	 * The number of borrowers who came within the window.
	 * @return the number of waits in a percentile
	 */
	public int arrivals() {
		return size() - this.first;
	}

	/**
	 * The number of borrowers that were refused while nobody waited, and are left out.
	 */
	public int leftOut() {
		return this.refused;
	}

	/**
	 * The index of the first borrower who came within the window.
	 */
	int first() {
		return this.first;
	}

	/**
	 * A borrower.
	 */
	Arrival at(int index) {
		return this.all.get(index);
	}

}
