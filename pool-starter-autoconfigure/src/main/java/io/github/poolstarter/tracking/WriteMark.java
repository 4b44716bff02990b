package io.github.poolstarter.tracking;

/**
 * Remembers when somebody has last written. Each thread has one; where Micrometer's
 * context propagation carries it along, a piece of work and all the threads that it uses
 * share one, so that each of them sees the others' writes. Safe for use by several
 * threads.
 */
public final class WriteMark {

	private static final long NEVER = 0;

	private static volatile boolean used;

	private volatile long writtenNanos = NEVER;

	/**
	 * Whether anybody in this JVM has ever been interested in writes. If not, there is no
	 * need to carry marks from thread to thread.
	 */
	public static boolean isUsed() {
		return used;
	}

	/**
	 * Say that marks are of use from now on.
	 */
	static void use() {
		used = true;
	}

	/**
	 * Note that a write was committed just now.
	 */
	public void written() {
		long now = System.nanoTime();
		this.writtenNanos = (now != NEVER) ? now : now + 1;
	}

	/**
	 * Whether a write was committed not long ago.
	 * @param nanos how long ago it may be
	 */
	public boolean writtenWithin(long nanos) {
		long written = this.writtenNanos;
		return written != NEVER && System.nanoTime() - written <= nanos;
	}

}
