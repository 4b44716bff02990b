package io.github.poolstarter.alert;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * A pool of twenty connections that exists in its figures only. What is set stays so
 * until it is set again, and alerts are told of it second by second.
 */
final class FedPool {

	static final int SIZE = 20;

	/**
	 * Who holds connections if nothing else is said: a thread without a stack.
	 */
	private static final Thread WORKER = new Thread("worker");

	private static final Instant START = Instant.parse("2030-01-01T12:00:00Z");

	private final String name;

	private int active;

	private int pending;

	private int total = SIZE;

	private int minimumIdle;

	private int peakActive;

	private long timeouts;

	private List<HeldConnection> held = List.of();

	private @Nullable String failure;

	private int second;

	FedPool(String name) {
		this.name = name;
	}

	/**
	 * The time of a look.
	 * @param second the number of the look, from 1
	 * @return its time
	 */
	static Instant at(int second) {
		return START.plusSeconds(second);
	}

	static HeldConnection held(String callSite, int seconds) {
		return held(callSite, seconds, WORKER);
	}

	static HeldConnection held(String callSite, int seconds, Thread thread) {
		return new HeldConnection("ai", null, callSite, thread, callSite.hashCode(), TimeUnit.SECONDS.toNanos(seconds),
				null, false);
	}

	FedPool active(int active) {
		this.active = active;
		return this;
	}

	FedPool pending(int pending) {
		this.pending = pending;
		return this;
	}

	FedPool total(int total) {
		this.total = total;
		return this;
	}

	FedPool minimumIdle(int minimumIdle) {
		this.minimumIdle = minimumIdle;
		return this;
	}

	FedPool peakActive(int peakActive) {
		this.peakActive = peakActive;
		return this;
	}

	FedPool timeouts(int timeouts) {
		this.timeouts = timeouts;
		return this;
	}

	FedPool held(HeldConnection... held) {
		this.held = List.of(held);
		return this;
	}

	FedPool failing(@Nullable String failure) {
		this.failure = failure;
		return this;
	}

	/**
	 * Let seconds pass, each of which ends with a look.
	 * @param alerts what looks
	 * @param seconds how many
	 */
	void passes(PoolAlerts alerts, int seconds) {
		for (int i = 0; i < seconds; i++) {
			alerts.next(look());
		}
	}

	PoolObservation look() {
		this.second++;
		PoolState state = new PoolState(this.active, this.total - this.active, this.total, this.pending,
				this.minimumIdle, SIZE);
		HistorySample.Counts counts = new HistorySample.Counts(this.timeouts, 0, 0, 0, 0, 0);
		return new PoolObservation(this.name,
				new HistorySample(at(this.second).toEpochMilli(), 1, state, this.peakActive, 0, counts,
						HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY, 0, 0),
				this.held, List.of(), this.failure, false);
	}

}
