package io.github.poolstarter.benchmarks.isolation;

import io.github.poolstarter.benchmarks.load.Measurement;

/**
 * What a kind of work felt under a condition, once.
 *
 * @param round the round, from one
 * @param condition the condition
 * @param work the work
 * @param measurement what became of its requests
 * @param queue what was seen of the pool of the slow work
 * @param slowFailures how many calls of the slow work failed
 */
record Outcome(int round, Condition condition, Work work, Measurement measurement, Queue queue, int slowFailures) {

}
