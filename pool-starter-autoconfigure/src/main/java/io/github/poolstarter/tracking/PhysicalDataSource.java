package io.github.poolstarter.tracking;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.tracking.busy.BusyTime;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import io.github.poolstarter.tracking.busy.MeteredSocketFactory;

/**
 * Where HikariCP gets a pool's physical connections from: the driver's data source, whose
 * connections are opened under the eyes of the pool's tracker. What a driver throws goes
 * on from here without the pool's secrets, to HikariCP's log as to everybody else. Safe
 * for use by several threads.
 */
final class PhysicalDataSource implements DataSource {

	private final DataSource driver;

	private final PoolTracker tracker;

	private final BusyTimeMode busyTime;

	private final HikariDataSource pool;

	private final DriverLimits limits;

	PhysicalDataSource(DataSource driver, PoolTracker tracker, BusyTimeMode busyTime, HikariDataSource pool,
			DriverLimits limits) {
		this.driver = driver;
		this.tracker = tracker;
		this.busyTime = busyTime;
		this.pool = pool;
		this.limits = limits;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return open(this.driver::getConnection);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return open(() -> this.driver.getConnection(username, password));
	}

	private Connection open(MeteredSocketFactory.ConnectionOpener opener) throws SQLException {
		try {
			PhysicalConnection connection = track(opener);
			this.tracker.connections().opened(connection);
			closeIfTooLate(connection);
			return connection;
		}
		catch (SQLException ex) {
			SQLException failure = this.tracker.redact(ex);
			this.tracker.connections().failedToOpen(failure);
			throw failure;
		}
		catch (RuntimeException ex) {
			RuntimeException failure = this.tracker.redact(ex);
			this.tracker.connections().failedToOpen(failure);
			throw failure;
		}
	}

	// The pool would take it no more, and not close it either. One that is opened before
	// the pool is closed is known to the tracker by then. HikariCP gives up at once when
	// it can't set up what it gets; after an exception it would try again
	private void closeIfTooLate(PhysicalConnection connection) throws SQLException {
		if (this.pool.isClosed()) {
			connection.close();
		}
	}

	private PhysicalConnection track(MeteredSocketFactory.ConnectionOpener opener) throws SQLException {
		BusyTime busy = (this.busyTime != BusyTimeMode.OFF) ? new BusyTime() : null;
		Connection connection = (busy != null) ? MeteredSocketFactory.measuring(busy, opener) : opener.open();
		this.limits.limit(connection);
		return new PhysicalConnection(connection, this.tracker, busy,
				(this.limits.hasStatementLimit()) ? this.limits : null, this.pool.getConnectionTestQuery() != null,
				this.pool.isRunning() ? Thread.currentThread() : null);
	}

	@Override
	public PrintWriter getLogWriter() throws SQLException {
		return this.driver.getLogWriter();
	}

	@Override
	public void setLogWriter(PrintWriter out) throws SQLException {
		this.driver.setLogWriter(out);
	}

	// A driver without a data source of its own has that of the DriverManager, which is
	// all pools'. The short attempts of a replica are no measure for them
	@Override
	public void setLoginTimeout(int seconds) throws SQLException {
		if (this.tracker.replica() == null) {
			this.driver.setLoginTimeout(seconds);
		}
	}

	@Override
	public int getLoginTimeout() throws SQLException {
		return this.driver.getLoginTimeout();
	}

	@Override
	public Logger getParentLogger() {
		return Logger.getLogger(PhysicalDataSource.class.getPackageName());
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		return (type.isInstance(this.driver)) ? type.cast(this.driver) : this.driver.unwrap(type);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) throws SQLException {
		return type.isInstance(this.driver) || this.driver.isWrapperFor(type);
	}

}
