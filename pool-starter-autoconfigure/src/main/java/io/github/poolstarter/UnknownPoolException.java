package io.github.poolstarter;

import java.util.Collection;
import java.util.List;

/**
 * Thrown when a pool is asked for that is not defined under {@code pools.jdbc}.
 */
public class UnknownPoolException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String pool;

	private final transient List<String> defined;

	private final String usedBy;

	/**
	 * Create an exception for a name that no pool has.
	 * @param pool the name that was asked for
	 * @param defined the names of the pools that are defined
	 * @param usedBy who asked, in words that continue "or change …"
	 */
	public UnknownPoolException(String pool, Collection<String> defined, String usedBy) {
		super("Pool '%s' is not defined. Defined: %s. Add pools.jdbc.%s or change %s.".formatted(pool,
				String.join(", ", defined), pool, usedBy));
		this.pool = pool;
		this.defined = List.copyOf(defined);
		this.usedBy = usedBy;
	}

	/**
	 * The name that was asked for.
	 * @return the unknown name
	 */
	public String getPool() {
		return this.pool;
	}

	/**
	 * The names of the pools that are defined, in the order of the configuration.
	 * @return the defined names
	 */
	public List<String> getDefined() {
		return this.defined;
	}

	/**
	 * Who asked for the pool, in words that continue "or change …".
	 * @return the user of the name
	 */
	public String getUsedBy() {
		return this.usedBy;
	}

}
