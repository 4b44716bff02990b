package io.github.poolstarter.tuning;

/**
 * What it would be worth not to hold a connection while nothing runs on it. Immutable.
 *
 * @param callSite the number of the call-site that holds connections idle for the longest
 * time together, and whose code would be changed
 * @param connectionsFreed how many connections of it are idle on average
 * @param without what is expected of the recorded size, if it held them only as long as
 * they work
 * @param target the size that would be enough then
 */
public record IdleInHold(int callSite, double connectionsFreed, Prediction without, SizeTarget target) {

}
