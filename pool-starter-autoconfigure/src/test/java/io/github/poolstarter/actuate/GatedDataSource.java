package io.github.poolstarter.actuate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A data source that can keep those who want a new connection waiting, or refuse them.
 */
final class GatedDataSource extends AbstractDataSource {

	private final String url;

	private final AtomicInteger waiting = new AtomicInteger();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private volatile @Nullable SQLException failure;

	GatedDataSource(String url) {
		this.url = url;
	}

	void close() {
		this.gate = new CountDownLatch(1);
	}

	void open() {
		this.gate.countDown();
	}

	void failWith(SQLException failure) {
		this.failure = failure;
	}

	void recover() {
		this.failure = null;
	}

	int waiting() {
		return this.waiting.get();
	}

	@Override
	public Connection getConnection() throws SQLException {
		this.waiting.incrementAndGet();
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			throw new SQLException(ex);
		}
		finally {
			this.waiting.decrementAndGet();
		}
		SQLException failure = this.failure;
		if (failure != null) {
			throw failure;
		}
		return DriverManager.getConnection(this.url);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return getConnection();
	}

}
