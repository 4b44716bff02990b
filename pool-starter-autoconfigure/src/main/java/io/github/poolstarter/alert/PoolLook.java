package io.github.poolstarter.alert;

import java.time.Instant;
import java.util.List;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolDefinition;
import io.github.poolstarter.tracking.HeldConnection;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.PoolStats;
import io.github.poolstarter.tracking.PoolTracker;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * All that is known of a pool at one look, and all that alerts follow from. Immutable.
 *
 * @param pool the name of the pool
 * @param sample what happened since the last look
 * @param held the connections that the application has, oldest hold first
 * @param instead those that it has in place of the pool's own, of a replica or opened
 * beside the pool, oldest hold first
 * @param connectFailure where the last attempt to open a connection went and why it
 * failed, without credentials; {@code null} if it did not fail
 */
record PoolLook(String pool, HistorySample sample, List<HeldConnection> held, List<HeldConnection> instead,
		@Nullable String connectFailure) {

	/**
	 * Look at a pool.
	 * @param pool the pool
	 * @param tracker what knows its connections
	 * @param sample what happened since the last look
	 * @return what is known of the pool
	 */
	static PoolLook of(ManagedPool pool, PoolTracker tracker, HistorySample sample) {
		List<HeldConnection> held = tracker.held().stream().filter((connection) -> !connection.internal()).toList();
		PoolTracker.ConnectFailure failure = tracker.connectFailure();
		return new PoolLook(pool.name(), sample, held, tracker.heldInstead(),
				(failure != null) ? describe(pool.definition().database(), failure.cause()) : null);
	}

	private static String describe(PoolDefinition.Database database, Exception failure) {
		String reason = (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getName();
		// Some drivers say no more than that it failed
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		String text = (root != failure) ? reason + " (" + root + ")" : reason;
		return database.displayUrl() + ": " + database.redact(text);
	}

	/**
	 * The pool's figures.
	 * @return the state at the time of the look
	 */
	PoolStats state() {
		return this.sample.state();
	}

	/**
	 * When the look was.
	 * @return the end of the sample
	 */
	Instant time() {
		return Instant.ofEpochMilli(this.sample.endMillis());
	}

}
