package io.github.poolstarter.tracking;

/**
 * The flags of a {@link Borrow}, for tests of other packages that make their own.
 */
public final class BorrowFlags {

	/** The borrow timed out. */
	public static final int TIMED_OUT = Borrow.TIMED_OUT;

	/** The borrow was refused. */
	public static final int REJECTED = Borrow.REJECTED;

	/** The borrower was interrupted. */
	public static final int INTERRUPTED = Borrow.INTERRUPTED;

	/** The connection was validated. */
	public static final int VALIDATED = Borrow.VALIDATED;

	/** The connection was opened. */
	public static final int CREATED = Borrow.CREATED;

	/** The database was out of reach. */
	public static final int UNREACHABLE = Borrow.UNREACHABLE;

	/** The pool was suspended. */
	public static final int SUSPENDED = Borrow.SUSPENDED;

	private BorrowFlags() {
	}

	/**
	 * The flags for a borrow within others.
	 * @param depth how many connections the thread holds already
	 * @return the flags
	 */
	public static int depth(int depth) {
		return Borrow.depthFlags(depth);
	}

}
