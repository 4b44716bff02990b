package io.github.poolstarter;

/**
 * Thrown at start when the configuration of the pools can't work. Says what is wrong,
 * naming the property and where it was set, and what to do about it.
 */
public class PoolConfigurationException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong
	 * @param action what to do about it
	 */
	public PoolConfigurationException(String description, String action) {
		super(description + (description.contains("\n") ? "%n%n".formatted() : " ") + action);
		this.description = description;
		this.action = action;
	}

	/**
	 * What is wrong, with the property and where it was set.
	 * @return the description
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * What to do about it.
	 * @return the remedy
	 */
	public String getAction() {
		return this.action;
	}

}
