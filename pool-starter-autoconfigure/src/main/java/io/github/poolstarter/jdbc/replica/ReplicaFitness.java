package io.github.poolstarter.jdbc.replica;

import java.time.Duration;

import io.github.poolstarter.jdbc.ReplicaState.Status;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads may go to a replica, from one check to the next.
 * <p>
 * It is not fit until it was checked. One good check is enough then; but one that has
 * failed a check, or lags too far behind, is out at once, and back after two good checks
 * in a row, so that one at its limit does not come and go all the time. Not safe for use
 * by several threads.
 */
final class ReplicaFitness {

	private static final int GOOD_CHECKS_TO_RETURN = 2;

	private final Duration maxLag;

	private Status status = Status.UNKNOWN;

	private boolean fit;

	private boolean failedBefore;

	private int goodChecks;

	private @Nullable Duration lag;

	private @Nullable String reason = "it has not been checked yet";

	/**
	 * Begin with a replica that was not checked yet.
	 */
	ReplicaFitness(Duration maxLag) {
		this.maxLag = maxLag;
	}

	/**
	 * Take a check into account.
	 */
	Change note(ReplicaCheck check) {
		this.lag = check.lag();
		String fault = faultOf(check);
		return (fault != null) ? bad(check, fault) : good();
	}

	private @Nullable String faultOf(ReplicaCheck check) {
		if (check.failure() != null) {
			return check.failure();
		}
		if (!check.measured()) {
			return null;
		}
		if (check.lag() == null) {
			return "how far it is behind is not yet known";
		}
		return (check.lag().compareTo(this.maxLag) > 0)
				? "it is %d ms behind, and max-lag is %d ms".formatted(check.lag().toMillis(), this.maxLag.toMillis())
				: null;
	}

	private Change bad(ReplicaCheck check, String fault) {
		boolean ejected = this.fit || this.status == Status.UNKNOWN;
		this.fit = false;
		this.failedBefore = true;
		this.goodChecks = 0;
		this.status = (check.failure() != null) ? Status.DOWN : Status.LAGGING;
		this.reason = fault;
		return (ejected) ? Change.EJECTED : Change.NONE;
	}

	private Change good() {
		this.goodChecks++;
		if (this.fit || (this.failedBefore && this.goodChecks < GOOD_CHECKS_TO_RETURN)) {
			return Change.NONE;
		}
		this.fit = true;
		this.status = Status.UP;
		this.reason = null;
		return Change.RETURNED;
	}

	boolean isFit() {
		return this.fit;
	}

	Status status() {
		return this.status;
	}

	@Nullable Duration lag() {
		return this.lag;
	}

	@Nullable String reason() {
		return this.reason;
	}

	/**
	 * What a check changes.
	 */
	enum Change {

		/**
		 * Reads go on as before.
		 */
		NONE,

		/**
		 * No more reads go to the replica.
		 */
		EJECTED,

		/**
		 * Reads go to the replica from now on.
		 */
		RETURNED

	}

}
