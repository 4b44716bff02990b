package io.github.poolstarter.alert;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a pool, or was. Immutable: as long as an alert is active,
 * its message is renewed by making another one.
 *
 * @param pool the name of the pool
 * @param kind what it is about
 * @param since since when it has been so; earlier than when the alert was raised, which
 * takes a while for some kinds
 * @param message the figures, those of the last look at which it was bad, and what to
 * look at; without credentials
 * @param until when the alert was resolved, {@code null} if it is active
 */
public record PoolAlert(String pool, AlertKind kind, Instant since, String message, @Nullable Instant until) {

	/**
	 * How bad it is.
	 */
	public AlertSeverity severity() {
		return this.kind.severity();
	}

	/**
	 * The same alert, when it is over.
	 */
	PoolAlert resolved(Instant time) {
		return new PoolAlert(this.pool, this.kind, this.since, this.message, time);
	}

	/**
	 * How long it was so, of an alert that is resolved.
	 */
	Duration length() {
		return (this.until != null) ? Duration.between(this.since, this.until) : Duration.ZERO;
	}

}
