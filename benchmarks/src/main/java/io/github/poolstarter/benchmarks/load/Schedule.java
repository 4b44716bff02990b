package io.github.poolstarter.benchmarks.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/**
 * When requests arrive, drawn beforehand: whatever the answers take, the next request
 * comes when it was going to. Immutable.
 */
public final class Schedule {

	private final long[] offsets;

	private final int lead;

	private Schedule(long[] offsets, int lead) {
		this.offsets = offsets;
		this.lead = lead;
	}

	/**
	 * Draw a schedule. The moments of each part are independent of one another and evenly
	 * spread, which is a Poisson process whose number of arrivals is known.
	 * @param rate the requests a second
	 * @param lead the time at the beginning whose requests don't count
	 * @param measured the time after it
	 * @param seed what decides on the moments; the same seed gives the same ones
	 * @return a schedule
	 */
	public static Schedule draw(int rate, Duration lead, Duration measured, long seed) {
		Random random = new Random(seed);
		int leading = count(rate, lead);
		long[] offsets = new long[leading + count(rate, measured)];
		for (int request = 0; request < offsets.length; request++) {
			offsets[request] = (long) ((request < leading) ? random.nextDouble() * lead.toNanos()
					: lead.toNanos() + random.nextDouble() * measured.toNanos());
		}
		Arrays.sort(offsets);
		return new Schedule(offsets, leading);
	}

	/**
	 * A schedule that was drawn elsewhere.
	 * @param offsets when the requests arrive, in nanoseconds after the beginning and in
	 * order
	 * @return a schedule without a lead
	 */
	public static Schedule of(long[] offsets) {
		return new Schedule(offsets.clone(), 0);
	}

	private static int count(int rate, Duration time) {
		return Math.toIntExact(rate * time.toMillis() / 1000);
	}

	/**
	 * The number of requests.
	 * @return how many there are, those of the lead among them
	 */
	public int count() {
		return this.offsets.length;
	}

	/**
	 * The number of requests that don't count.
	 * @return how many come in the lead
	 */
	public int lead() {
		return this.lead;
	}

	/**
	 * When a request arrives.
	 * @param request its number, from zero
	 * @return nanoseconds after the beginning
	 */
	public long nanos(int request) {
		return this.offsets[request];
	}

}
