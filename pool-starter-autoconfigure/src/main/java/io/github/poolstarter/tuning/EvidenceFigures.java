package io.github.poolstarter.tuning;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The figures that a suggestion rests on, as they are shown: times in milliseconds with
 * three decimals, shares in percent with one. Not safe for use by several threads.
 */
final class EvidenceFigures {

	private static final double NANOS_PER_MICRO = 1e3;

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double THREE_DECIMALS = 1e3;

	private final Map<String, Object> figures = new LinkedHashMap<>();

	/**
	 * Begin with the window that the figures are of.
	 */
	static EvidenceFigures of(long windowNanos, int borrows) {
		return new EvidenceFigures().with("borrows", borrows)
			.with("windowSeconds", rounded(windowNanos / NANOS_PER_SECOND));
	}

	/**
	 * Begin with what an analysis says.
	 */
	static EvidenceFigures of(Analysis analysis) {
		Workload workload = analysis.workload();
		EvidenceFigures figures = of(workload.windowNanos(), workload.granted()).with("timeouts", workload.timeouts())
			.with("offeredLoad", rounded(workload.offeredLoad()))
			.with("peakInUse", workload.peakInUse())
			.millis("p99WaitMillis", workload.queueing().p99Nanos())
			.millis("targetWaitMillis", analysis.target().targetWaitNanos());
		Double connections = analysis.knee().connections();
		return (connections != null) ? figures.with("knee", rounded(connections)) : figures;
	}

	EvidenceFigures with(String name, @Nullable Object value) {
		if (value != null) {
			this.figures.put(name, value);
		}
		return this;
	}

	EvidenceFigures millis(String name, long nanos) {
		return with(name, Math.round(nanos / NANOS_PER_MICRO) / THREE_DECIMALS);
	}

	EvidenceFigures percent(String name, @Nullable Double share) {
		return (share != null) ? with(name, Math.round(share * THREE_DECIMALS) / 10.0) : this;
	}

	Map<String, Object> toMap() {
		return this.figures;
	}

	static double rounded(double value) {
		return Math.round(value * THREE_DECIMALS) / THREE_DECIMALS;
	}

	/**
	 * Write a time for people.
	 * @param nanos nanoseconds
	 * @return the time in milliseconds, whole ones from ten on
	 */
	static String display(long nanos) {
		double millis = nanos / (NANOS_PER_MICRO * NANOS_PER_MICRO);
		return String.format(Locale.ROOT, (millis < 10) ? "%.1f ms" : "%.0f ms", millis);
	}

	/**
	 * Write a range for people.
	 */
	static String display(Range range) {
		String low = display(range.lowNanos());
		String high = display(range.highNanos());
		return (low.equals(high)) ? high : low + " to " + high;
	}

	/**
	 * Write a number for people.
	 */
	static String display(double value) {
		return (value >= 10 || value == Math.rint(value)) ? String.valueOf(Math.round(value))
				: String.format(Locale.ROOT, "%.1f", value);
	}

}
