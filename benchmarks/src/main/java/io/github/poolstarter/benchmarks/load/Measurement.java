package io.github.poolstarter.benchmarks.load;

import io.github.poolstarter.benchmarks.report.Latencies;

/**
 * What became of the requests of a schedule, without those of its lead.
 *
 * @param latencies how long after its moment each was answered, or had failed
 * @param lateness how long after its moment a thread began with each
 * @param failures how many failed
 */
public record Measurement(Latencies latencies, Latencies lateness, int failures) {

	/**
	 * The latency that one in a hundred exceeds.
	 * @return milliseconds
	 */
	public double p99Millis() {
		return this.latencies.percentileMillis(99);
	}

}
