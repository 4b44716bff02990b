package io.github.poolstarter.tracking;

import java.sql.SQLException;

/**
 * Is asked before a borrower turns to HikariCP, for pools that don't let everybody in.
 * The library's own borrows pass it by. Safe for use by several threads.
 */
public interface Admission {

	/**
	 * Ask to be let in. May keep the borrower for a while.
	 * @throws SQLException if it is not let in
	 */
	boolean enter(BorrowContext context, Visit visit) throws SQLException;

}
