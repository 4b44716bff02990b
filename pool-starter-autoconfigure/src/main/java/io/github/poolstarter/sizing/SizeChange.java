package io.github.poolstarter.sizing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.poolstarter.pool.HistorySample;
import org.jspecify.annotations.Nullable;

/**
 * A change of a pool's maximum, of which it is to be found out what comes of it. Seconds
 * before it are compared with seconds after it, by the pool's history: as many of both,
 * without the one in which the change was made, and only those in which the pool had the
 * maximum in question. That takes 60 seconds, or 10 if there were 1,000 borrows in them:
 * in the first ones connections are still being opened or closed. Immutable.
 *
 * @param timeMillis when the change was made, in milliseconds since the epoch
 * @param from the maximum before
 * @param to the maximum after
 */
record SizeChange(long timeMillis, int from, int to) {

	/**
	 * How far back a history has to be read.
	 */
	static final Duration WINDOW = Duration.ofSeconds(125);

	private static final int LONGEST = 60;

	private static final int SHORTEST = 10;

	private static final int ENOUGH_BORROWS = 1000;

	private static final long MILLIS_PER_SECOND = 1000;

	/**
	 * Whether it can't be found out any more, because the pool was changed again.
	 */
	boolean isOvertaken(List<HistorySample> seconds) {
		return after(seconds).stream().anyMatch((sample) -> sample.state().maximumPoolSize() != this.to);
	}

	/**
	 * What came of the change.
	 * @return the outcome, {@code null} if it is too early
	 */
	@Nullable SizingOutcome outcome(List<HistorySample> seconds) {
		List<HistorySample> after = after(seconds);
		int length = after.stream().mapToInt(HistorySample::seconds).sum();
		long borrows = after.stream().mapToLong((sample) -> sample.hold().count()).sum();
		if (length < SHORTEST || (length < LONGEST && borrows < ENOUGH_BORROWS)) {
			return null;
		}
		List<HistorySample> before = before(seconds, length);
		return new SizingOutcome((before.isEmpty()) ? null : SizingOutcome.Measured.of(before),
				SizingOutcome.Measured.of(after));
	}

	private List<HistorySample> after(List<HistorySample> seconds) {
		return seconds.stream()
			.filter((sample) -> sample.endMillis() - sample.seconds() * MILLIS_PER_SECOND >= this.timeMillis)
			.toList();
	}

	private List<HistorySample> before(List<HistorySample> seconds, int length) {
		List<HistorySample> newestFirst = new ArrayList<>(seconds);
		Collections.reverse(newestFirst);
		List<HistorySample> before = new ArrayList<>();
		int taken = 0;
		for (HistorySample sample : newestFirst) {
			if (sample.endMillis() > this.timeMillis) {
				continue;
			}
			taken += sample.seconds();
			if (taken > length || sample.state().maximumPoolSize() != this.from) {
				break;
			}
			before.add(sample);
		}
		return before;
	}

}
