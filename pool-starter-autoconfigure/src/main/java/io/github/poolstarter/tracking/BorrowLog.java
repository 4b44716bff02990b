package io.github.poolstarter.tracking;

import java.util.ArrayList;
import java.util.List;

/**
 * The latest borrows of a pool, in a ring of 40 bytes each, none left out. They are
 * entered when they have ended, and by connection, so that neighbours may be out of order
 * by a second or so. Not safe for use by several threads: the pool's tracker guards it
 * with its lock.
 */
final class BorrowLog {

	/**
	 * The number of borrows that are kept.
	 */
	static final int CAPACITY = 1 << 15;

	private final long[] ring = new long[CAPACITY * Borrow.LONGS];

	private long added;

	/**
	 * Enter borrows, in the place of the oldest if the ring is full.
	 */
	void add(long[] longs, int from, int to) {
		int at = indexOf(this.added);
		int first = Math.min(to - from, this.ring.length - at);
		System.arraycopy(longs, from, this.ring, at, first);
		System.arraycopy(longs, from + first, this.ring, 0, to - from - first);
		this.added += (to - from) / Borrow.LONGS;
	}

	private static int indexOf(long number) {
		return (int) (number & (CAPACITY - 1)) * Borrow.LONGS;
	}

	/**
	 * How many borrows were entered since the start.
	 */
	long added() {
		return this.added;
	}

	/**
	 * The borrows that were entered last.
	 */
	void forEachSince(long from, Visitor visitor) {
		for (long number = Math.max(from, this.added - CAPACITY); number < this.added; number++) {
			visitor.visit(this.ring, indexOf(number));
		}
	}

	/**
	 * All borrows that are kept, still packed.
	 */
	long[] packed() {
		int kept = (int) Math.min(this.added, CAPACITY);
		long[] packed = new long[kept * Borrow.LONGS];
		int from = indexOf(this.added - kept);
		int first = Math.min(packed.length, this.ring.length - from);
		System.arraycopy(this.ring, from, packed, 0, first);
		System.arraycopy(this.ring, 0, packed, first, packed.length - first);
		return packed;
	}

	/**
	 * Read packed borrows, except the library's own.
	 */
	static List<Borrow> unpack(long[] packed) {
		List<Borrow> borrows = new ArrayList<>(packed.length / Borrow.LONGS);
		for (int at = 0; at < packed.length; at += Borrow.LONGS) {
			if ((Borrow.flagsOf(packed[at + Borrow.TAG]) & Borrow.INTERNAL) == 0) {
				borrows.add(Borrow.unpack(packed, at));
			}
		}
		return borrows;
	}

	/**
	 * Takes a packed borrow.
	 */
	@FunctionalInterface
	interface Visitor {

		/**
		 * Take a packed borrow.
		 */
		void visit(long[] longs, int at);

	}

}
