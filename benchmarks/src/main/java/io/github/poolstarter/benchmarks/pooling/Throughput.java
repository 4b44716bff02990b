package io.github.poolstarter.benchmarks.pooling;

import io.github.poolstarter.benchmarks.report.Latencies;

/**
 * What some clients did in some time.
 *
 * @param operationsPerSecond how many operations all of them did a second
 * @param latencies how long each operation took
 */
record Throughput(double operationsPerSecond, Latencies latencies) {

}
