package io.github.poolstarter.tracking;

/**
 * Keeps the fields of a subclass out of the cache lines of whatever lies before it in
 * memory, another object of the same class for one. Where two threads write to objects
 * that share a line, each makes the other wait.
 */
@SuppressWarnings("unused")
abstract class CacheLinePadding {

	private long p0;

	private long p1;

	private long p2;

	private long p3;

	private long p4;

	private long p5;

	private long p6;

	private long p7;

	private long p8;

	private long p9;

	private long p10;

	private long p11;

	private long p12;

	private long p13;

	private long p14;

	private long p15;

}
