package io.github.poolstarter.tuning;

/**
 * The remote calls that a call-site made while it held a connection, since the start.
 * Immutable.
 *
 * @param count how many
 * @param totalNanos how long they took together
 */
public record RemoteCalls(long count, long totalNanos) {

}
