package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A pooled connection that is known to be held, until it is closed. Like other
 * connections, not for use by several threads at once; what it tells of its holder may be
 * read by any thread.
 */
public final class HeldConnection extends DelegatingConnection {

	private final HeldConnections registry;

	private final String pool;

	private final boolean readOnly;

	private final String callSite;

	private final Thread thread;

	private final long grantNanos;

	HeldConnection(Connection delegate, HeldConnections registry, String pool, boolean readOnly, String callSite,
			long grantNanos) {
		super(delegate);
		this.registry = registry;
		this.pool = pool;
		this.readOnly = readOnly;
		this.callSite = callSite;
		this.thread = Thread.currentThread();
		this.grantNanos = grantNanos;
	}

	/**
	 * The name of the pool that the connection belongs to.
	 * @return the pool's name
	 */
	public String pool() {
		return this.pool;
	}

	/**
	 * Where the connection was taken.
	 * @return the call-site, as in {@code MenuService.generate}
	 */
	public String callSite() {
		return this.callSite;
	}

	/**
	 * The thread that took the connection.
	 * @return the borrowing thread
	 */
	public Thread thread() {
		return this.thread;
	}

	/**
	 * When the connection was granted.
	 * @return a reading of {@link System#nanoTime()}
	 */
	public long grantNanos() {
		return this.grantNanos;
	}

	/**
	 * Whether the connection is still out. It no longer is when it was closed past this
	 * object, by way of {@link java.sql.Statement#getConnection()}.
	 * @return whether it is out
	 */
	boolean isHeld() {
		try {
			return !delegate().isClosed();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	// A connection of a read-only pool stays so, whoever resets it after a transaction
	@Override
	public void setReadOnly(boolean readOnly) throws SQLException {
		super.setReadOnly(readOnly || this.readOnly);
	}

	@Override
	public void close() throws SQLException {
		this.registry.released(this);
		super.close();
	}

}
