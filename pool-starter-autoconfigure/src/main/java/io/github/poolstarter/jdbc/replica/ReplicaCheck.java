package io.github.poolstarter.jdbc.replica;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came of a check of a replica. Immutable.
 *
 * @param failure why the replica is down, {@code null} where it answered
 * @param measured whether its database says how far it is behind
 * @param lag how far it is behind, {@code null} where that is not known
 */
record ReplicaCheck(@Nullable String failure, boolean measured, @Nullable Duration lag) {

	/**
	 * The replica did not answer.
	 */
	static ReplicaCheck failed(String failure) {
		return new ReplicaCheck(failure, false, null);
	}

	/**
	 * The replica answered.
	 * @param lag how far it is behind, {@code null} where that is not known yet
	 */
	static ReplicaCheck answered(@Nullable Duration lag) {
		return new ReplicaCheck(null, true, lag);
	}

	/**
	 * The replica answered, and its database doesn't say how far it is behind.
	 */
	static ReplicaCheck answeredWithoutLag() {
		return new ReplicaCheck(null, false, null);
	}

}
