package io.github.poolstarter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The replicas that the reads of a pool go to. Safe for use by several threads.
 */
public interface ReadReplicas extends AutoCloseable {

	/**
	 * Begin to look after the replicas, and wait until each was found fit or not, and
	 * those that are fit hold their minimum of idle connections; no longer than a
	 * borrower of the pool would wait. A replica that is away keeps nobody from starting.
	 */
	void start();

	/**
	 * Take a connection from the least busy of the replicas that are fit.
	 * @return a connection, to be closed by the caller; {@code null} where the pool's own
	 * is to be used, because none is fit, or because this thread has to read what it has
	 * just written
	 * @throws SQLException if it has none in time, or lets nobody wait any more, and is
	 * fit nevertheless
	 */
	@Nullable Connection getConnection() throws SQLException;

	/**
	 * The replicas as they are now.
	 * @return the replicas, in the order of the configuration
	 */
	List<ReplicaState> states();

	@Override
	void close();

}
