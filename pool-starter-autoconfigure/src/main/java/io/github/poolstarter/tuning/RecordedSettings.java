package io.github.poolstarter.tuning;

/**
 * How a pool was set while its borrows were recorded. Immutable.
 *
 * @param maximumPoolSize the most connections it could have
 * @param minimumIdle how many it kept open, at most its maximum
 * @param connectionTimeoutNanos how long a borrower waited at most,
 * {@link Long#MAX_VALUE} for as long as it takes
 */
public record RecordedSettings(int maximumPoolSize, int minimumIdle, long connectionTimeoutNanos) {

	/**
	 * Check the settings.
	 */
	public RecordedSettings {
		if (maximumPoolSize < 1) {
			throw new IllegalArgumentException("'maximumPoolSize' must be at least 1, and is " + maximumPoolSize);
		}
		if (minimumIdle < 0 || minimumIdle > maximumPoolSize) {
			throw new IllegalArgumentException(
					"'minimumIdle' must be from 0 to %d, and is %d".formatted(maximumPoolSize, minimumIdle));
		}
		if (connectionTimeoutNanos <= 0) {
			throw new IllegalArgumentException(
					"'connectionTimeoutNanos' must be over 0, and is " + connectionTimeoutNanos);
		}
	}

	/**
	 * The settings of a pool that opens all its connections at once, as HikariCP
	 * recommends.
	 */
	public static RecordedSettings fixed(int maximumPoolSize, long connectionTimeoutNanos) {
		return new RecordedSettings(maximumPoolSize, maximumPoolSize, connectionTimeoutNanos);
	}

}
