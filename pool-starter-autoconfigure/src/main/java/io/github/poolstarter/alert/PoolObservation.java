package io.github.poolstarter.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.pool.ObservedPool;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

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
 * @param keepsTrying whether the pool goes on trying until it has a connection
 */
record PoolObservation(String pool, HistorySample sample, List<HeldConnection> held, List<HeldConnection> instead,
		@Nullable String connectFailure, boolean keepsTrying) {

	/**
	 * Look at a pool. While all is well, it matters only who never gives a connection
	 * back.
	 */
	static PoolObservation of(ObservedPool pool, HistorySample sample, LeakThresholds leakThresholds) {
		String name = pool.qualifiedName();
		boolean well = !sample.state().exhausted() && sample.counts().timeouts() == 0;
		return new PoolObservation(name, sample, pool.held((well) ? leakThresholds.of(name) : Duration.ZERO),
				pool.heldInstead(), pool.connectFailure(), pool.keepsTrying());
	}

	/**
	 * The pool's figures.
	 */
	PoolState state() {
		return this.sample.state();
	}

	/**
	 * When the look was.
	 */
	Instant time() {
		return Instant.ofEpochMilli(this.sample.endMillis());
	}

}
