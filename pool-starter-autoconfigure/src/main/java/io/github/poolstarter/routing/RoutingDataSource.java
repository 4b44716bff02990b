package io.github.poolstarter.routing;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.RouteSource;

import org.springframework.core.log.LogMessage;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The application's primary {@code DataSource}: takes each connection from the pool that
 * the current work is routed to. In this order: the pool of the thread's transaction, the
 * route of the thread, the default pool.
 * <p>
 * Asked to unwrap to a plain {@code DataSource} or a {@code HikariDataSource} it gives
 * the default pool, so that whatever derives another data source from this one (Flyway or
 * Liquibase with a user of their own) finds the connection details there, and code that
 * was written for one pool works on. Safe for use by several threads.
 */
public final class RoutingDataSource extends AbstractDataSource {

	private final PoolRegistry pools;

	private final ManagedPool defaultPool;

	public RoutingDataSource(PoolRegistry pools) {
		this.pools = pools;
		this.defaultPool = pools.defaultPool();
	}

	/**
	 * Whether a data source is a routing one, or a proxy of one.
	 */
	public static boolean isRouted(DataSource dataSource) {
		try {
			return dataSource.isWrapperFor(RoutingDataSource.class);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * The pools that connections are taken from.
	 */
	public PoolRegistry pools() {
		return this.pools;
	}

	@Override
	public Connection getConnection() throws SQLException {
		BorrowContext context = BorrowContext.current();
		TransactionPin pin = TransactionPin.of(context);
		if (pin != null) {
			return transactionConnection(context, pin);
		}
		Route route = RouteContext.of(context);
		if (route != null) {
			return route.pool().getConnection();
		}
		return borrow(context, this.defaultPool, RouteSource.DEFAULT);
	}

	private static Connection borrow(BorrowContext context, ManagedPool pool, RouteSource source) throws SQLException {
		context.source(source);
		try {
			return pool.getConnection();
		}
		finally {
			context.source(RouteSource.NOT_ROUTED);
		}
	}

	// Take the connection of a transaction. A read-only one is made so here rather than
	// left to the transaction manager: Spring's JDBC transaction manager asks the first
	// connection that it meets whether connections are read-only by default, and takes
	// the answer for all pools.
	private Connection transactionConnection(BorrowContext context, TransactionPin pin) throws SQLException {
		Connection connection = borrow(context, pin.pool(), pin.source());
		if (pin.readOnly() && !pin.pool().dataSource().isReadOnly()) {
			try {
				connection.setReadOnly(true);
			}
			catch (SQLException | RuntimeException ex) {
				// The flag is a hint to the driver, as it is for Spring's own
				// transactions
				logger.debug(LogMessage.format("Could not make a connection of pool '%s' read-only", pin.pool().name()),
						ex);
			}
		}
		return connection;
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		TransactionPin pin = TransactionPin.current();
		Route route = RouteContext.current();
		ManagedPool pool = (pin != null) ? pin.pool() : (route != null) ? route.pool() : this.defaultPool;
		return pool.dataSource().getConnection(username, password);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		return (isDefaultPool(type)) ? type.cast(this.defaultPool.dataSource()) : super.unwrap(type);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) throws SQLException {
		return isDefaultPool(type) || super.isWrapperFor(type);
	}

	// Not for HikariCP's interfaces: by these Spring Boot looks for pools, and would
	// count this one twice
	private static boolean isDefaultPool(Class<?> type) {
		return type == DataSource.class || type == HikariDataSource.class;
	}

}
