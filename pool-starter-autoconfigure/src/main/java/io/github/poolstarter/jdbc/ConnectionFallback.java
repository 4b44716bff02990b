package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/**
 * Where a pool's connections come from when the pool itself has none in time. Safe for
 * use by several threads.
 */
public interface ConnectionFallback extends AutoCloseable {

	/**
	 * Take a connection from elsewhere.
	 * @param failure why the pool has none
	 * @return a connection, to be closed by the caller
	 * @throws SQLException if there is none elsewhere either; the failure of the pool
	 * itself where the fallback's own limit is reached
	 */
	Connection getConnection(SQLTransientConnectionException failure) throws SQLException;

	/**
	 * How many connections from elsewhere are out.
	 * @return the number at this moment
	 */
	int active();

	@Override
	void close();

}
