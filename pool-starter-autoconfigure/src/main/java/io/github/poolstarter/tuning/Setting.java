package io.github.poolstarter.tuning;

/**
 * A setting of a pool that a {@link Suggestion} can change.
 */
public enum Setting {

	/**
	 * The most connections that the pool opens.
	 */
	MAXIMUM_POOL_SIZE("maximum-pool-size"),

	/**
	 * The number of idle connections that the pool tries to keep.
	 */
	MINIMUM_IDLE("minimum-idle");

	private final String key;

	Setting(String key) {
		this.key = key;
	}

	/**
	 * The name of the setting in YAML.
	 */
	public String key() {
		return this.key;
	}

}
