package io.github.poolstarter.tuning;

/**
 * A connection that has been out for longer than the leak threshold. Immutable.
 *
 * @param callSite where it was taken
 * @param heldNanos for how long it has been out
 */
public record LeakedConnection(String callSite, long heldNanos) {

}
