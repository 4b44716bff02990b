package io.github.poolstarter.tracking;

import java.sql.SQLException;

/**
 * Is asked before a borrower turns to HikariCP, and told what came of it, for pools that
 * don't let everybody in. Each {@link #enter} that returns is followed by one
 * {@link #granted} or {@link #gone}, by the same thread. The library's own borrows pass
 * it by. Safe for use by several threads.
 */
public interface Admission {

	/**
	 * Ask to be let in. May keep the borrower for a while.
	 * @param context the context of the thread
	 * @return whether the borrower was kept
	 * @throws SQLException if it is not let in: then neither of the other methods follows
	 */
	boolean enter(BorrowContext context) throws SQLException;

	/**
	 * Take a borrower that has got its connection for one who holds, and no longer for
	 * one who waits. The two happen as one: nobody who is let in, or not, in between
	 * counts it twice, or not at all.
	 * @param grant notes the grant
	 */
	void granted(Runnable grant);

	/**
	 * Forget a borrower that was let in and has got no connection.
	 */
	void gone();

}
