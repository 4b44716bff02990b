package io.github.poolstarter.pool;

import java.time.Duration;
import java.util.List;

import io.github.poolstarter.StartupPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A connection pool of any kind, as alerts, meters, the endpoint, the health and the log
 * see it. One class implements it for each kind. Safe for use by several threads.
 */
public interface ObservedPool {

	/**
	 * The kind of the pools of JDBC connections.
	 */
	String JDBC = "jdbc";

	/**
	 * What its connections are of.
	 */
	String kind();

	/**
	 * The name of the pool, which no other of its kind has.
	 */
	String name();

	/**
	 * The name of the pool where pools of all kinds are listed.
	 */
	default String qualifiedName() {
		return JDBC.equals(kind()) ? name() : kind() + "." + name();
	}

	/**
	 * What the start of the application asks of the pool.
	 */
	StartupPolicy startup();

	/**
	 * Whether the pool was started.
	 */
	default boolean isStarted() {
		return true;
	}

	/**
	 * Ask the server for a sign of life, by a connection of the pool, which is waited for
	 * as any borrower does. In no statistics.
	 * @return what went wrong, without credentials; {@code null} where nothing did
	 */
	@Nullable String check();

	/**
	 * How long a check may take.
	 */
	Duration checkTimeout();

	/**
	 * What there is none of while a check takes too long.
	 */
	default String missing() {
		return "no answer";
	}

	/**
	 * Why the last attempt to open a connection failed, as far as the pool tells.
	 * @return the reason, {@code null} where that is not known or it did not fail
	 */
	default @Nullable String lastFailure() {
		return null;
	}

	/**
	 * The state of the pool. One that has not been started has no connections.
	 */
	PoolState state();

	/**
	 * What the borrows add up to.
	 */
	BorrowStats stats();

	/**
	 * Begin the statistics anew. The history goes on.
	 */
	void reset();

	/**
	 * The connections that the application has, those of replicas among them, with the
	 * call-site of each as far as it can be found.
	 * @return the connections, oldest hold first
	 */
	List<HeldConnection> holders();

	/**
	 * What happened lately.
	 */
	History history();

	/**
	 * The connections that the application has, but for those in place of the pool's own.
	 * Where work has no name, its call-site may be found by where its thread is now,
	 * which costs more than all else that is known of it.
	 * @param namedFrom how long such work must have had its connection for that to be
	 * done; else the call-site is {@link HeldConnection#UNKNOWN}
	 * @return the connections, oldest hold first
	 */
	List<HeldConnection> held(Duration namedFrom);

	/**
	 * The connections that the application has in place of the pool's own, of a replica
	 * or opened beside the pool.
	 * @return the connections, oldest hold first
	 */
	default List<HeldConnection> heldInstead() {
		return List.of();
	}

	/**
	 * Why connections can't be opened at present.
	 * @return where the last attempt went and why it failed, without credentials;
	 * {@code null} if it did not fail
	 */
	@Nullable String connectFailure();

	/**
	 * Whether a pool that can't connect goes on trying until it has a connection, though
	 * nobody asks for one and it is to keep none idle.
	 */
	default boolean keepsTrying() {
		return false;
	}

	/**
	 * Begin the first interval whose end is entered in the history.
	 */
	default void begin() {
	}

	/**
	 * End an interval, and enter it in the history.
	 * @param endMillis the end, in milliseconds since the epoch
	 * @param seconds its length
	 */
	HistorySample sample(long endMillis, int seconds);

}
