package io.github.poolstarter.tracking;

import org.jspecify.annotations.Nullable;

/**
 * A borrower and its connection, from its arrival until it has given the connection back
 * or gone away without. Nobody has to be told when it is over: it is made by the
 * borrower, and shows what became of it, even where an error such as a stack overflow has
 * ended the borrow at whichever point. Safe for use by several threads.
 */
public final class Visit {

	// Written without a call, which could fail where there is no stack left
	volatile boolean gone;

	volatile long number;

	volatile @Nullable RecordedConnection connection;

	private volatile boolean kept;

	/**
	 * Say whether the borrower is being kept from the pool.
	 */
	public void kept(boolean kept) {
		this.kept = kept;
	}

	/**
	 * Whether the borrower is being kept from the pool.
	 */
	public boolean isKept() {
		return this.kept && !this.gone;
	}

	/**
	 * Whether the borrower has got a connection, which it may have given back.
	 */
	public boolean isGranted() {
		return this.connection != null;
	}

	/**
	 * Whether the borrower has no connection any more, and waits for none: it has given
	 * it back, or gone away, or HikariCP has taken the connection from it, closed or not.
	 */
	public boolean isOver() {
		// In this order: who has a connection is gone from the door, too
		boolean gone = this.gone;
		RecordedConnection connection = this.connection;
		return (connection != null) ? !connection.isOut(this.number) : gone;
	}

}
