package io.github.poolstarter.tracking;

/**
 * What a connection's borrower may have written, and what of that is committed: it is
 * told to the {@link WriteMark} of the thread when it is. Made only for connections whose
 * writes are of interest. Used by the connection's borrower.
 */
final class WriteNotes {

	private boolean autoCommit = true;

	private boolean readOnly;

	// In the transaction that is under way
	private boolean wrote;

	// In this borrow: a statement may be run again after a commit, which isn't seen
	private boolean mayWrite;

	/**
	 * Note that a statement is about to run which may write.
	 */
	void mayWrite() {
		if (this.readOnly) {
			return;
		}
		this.wrote = true;
		this.mayWrite = true;
		if (this.autoCommit) {
			mark();
		}
	}

	void readOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	/**
	 * Note whether each statement is a transaction from now on. To begin with that ends
	 * the transaction that is under way.
	 */
	void autoCommit(boolean autoCommit) {
		if (autoCommit && !this.autoCommit && this.wrote) {
			mark();
			this.wrote = false;
		}
		this.autoCommit = autoCommit;
	}

	void committed() {
		if (this.mayWrite) {
			mark();
			this.wrote = false;
		}
	}

	void rolledBack() {
		this.wrote = false;
	}

	/**
	 * Note that the borrow is over, or seems to be: its statements may have been run
	 * again, each a transaction of its own. HikariCP has ended another transaction
	 * before.
	 */
	void released() {
		if (this.wrote && this.autoCommit) {
			mark();
		}
	}

	/**
	 * Note that another borrow begins.
	 */
	void granted() {
		this.wrote = false;
		this.mayWrite = false;
	}

	private static void mark() {
		BorrowContext.current().writeMark().written();
	}

}
