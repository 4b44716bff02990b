package io.github.poolstarter;

/**
 * Thrown at start when a pool whose {@link StartupPolicy} is
 * {@link StartupPolicy#REQUIRED} can't connect to its database.
 */
public class PoolStartException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final transient PoolDefinition definition;

	/**
	 * Create an exception for a pool that did not start.
	 * @param definition the pool's definition
	 * @param cause what the driver or the pool said
	 */
	public PoolStartException(PoolDefinition definition, Throwable cause) {
		super("Pool '%s' could not connect to %s: %s".formatted(definition.name(), definition.database().displayUrl(),
				definition.secrets().redact(rootMessage(cause))), cause);
		this.definition = definition;
	}

	/**
	 * The definition of the pool that did not start.
	 * @return the pool's definition
	 */
	public PoolDefinition getDefinition() {
		return this.definition;
	}

	private static String rootMessage(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return String.valueOf(root.getMessage());
	}

}
