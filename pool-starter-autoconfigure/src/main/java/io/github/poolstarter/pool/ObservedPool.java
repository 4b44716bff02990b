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
	 * @return the kind, as in {@code pools.<kind>.<name>}
	 */
	String kind();

	/**
	 * The name of the pool, which no other of its kind has.
	 * @return the name, as in {@code pools.<kind>.<name>}
	 */
	String name();

	/**
	 * The name of the pool where pools of all kinds are listed.
	 * @return the name of a JDBC pool, and such as {@code redis.cache} of another
	 */
	default String qualifiedName() {
		return JDBC.equals(kind()) ? name() : kind() + "." + name();
	}

	/**
	 * What the start of the application asks of the pool.
	 * @return the policy
	 */
	StartupPolicy startup();

	/**
	 * Whether the pool was started.
	 * @return whether it has tried to connect
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
	 * @return the time
	 */
	Duration checkTimeout();

	/**
	 * What there is none of while a check takes too long.
	 * @return such as {@code no answer}
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
	 * @return the state now
	 */
	PoolState state();

	/**
	 * What the borrows add up to.
	 * @return the statistics since the start or the last reset
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
	 * @return the history
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
	 * @return whether it does
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
	 * @return what is known of the interval
	 */
	HistorySample sample(long endMillis, int seconds);

}
