package io.github.poolstarter.database;

import org.springframework.util.Assert;

/**
 * A number of connections that a database server does not go beyond. Immutable.
 *
 * @param scope which connections count
 * @param name what sets the limit, in words that continue "raise …", such as
 * {@code max_connections} or {@code the connection limit of role 'app'}
 * @param configured the number of connections that is set, at least 0
 * @param reserved how many of them an ordinary user does not get, at least 0
 */
public record ServerLimit(Scope scope, String name, int configured, int reserved) {

	/**
	 * Create a limit.
	 */
	public ServerLimit {
		Assert.hasText(name, "'name' must not be empty");
		Assert.isTrue(configured >= 0, "'configured' must not be negative");
		Assert.isTrue(reserved >= 0, "'reserved' must not be negative");
	}

	/**
	 * Create a limit of which nothing is reserved.
	 * @param connections the number of connections, at least 0
	 */
	public ServerLimit(Scope scope, String name, int connections) {
		this(scope, name, connections, 0);
	}

	/**
	 * The most connections that ordinary users get.
	 * @return a number of connections, at least 0
	 */
	public int connections() {
		return Math.max(0, this.configured - this.reserved);
	}

	/**
	 * Describe what sets the limit, for people.
	 * @return such as {@code max_connections, 100 less 3 reserved}
	 */
	public String describe() {
		return (this.reserved > 0) ? "%s, %d less %d reserved".formatted(this.name, this.configured, this.reserved)
				: this.name;
	}

	/**
	 * Which connections count towards a limit.
	 */
	public enum Scope {

		/**
		 * All connections to the server.
		 */
		SERVER {

			@Override
			public boolean covers(ServerAccount limited, ServerAccount other) {
				return limited.server().equals(other.server());
			}

		},

		/**
		 * All connections to one database of the server.
		 */
		DATABASE {

			@Override
			public boolean covers(ServerAccount limited, ServerAccount other) {
				return SERVER.covers(limited, other) && limited.database().equals(other.database());
			}

		},

		/**
		 * All connections of one user, to whichever database of the server.
		 */
		USER {

			@Override
			public boolean covers(ServerAccount limited, ServerAccount other) {
				return SERVER.covers(limited, other) && limited.user().equals(other.user());
			}

		};

		/**
		 * Whether the connections of one account count towards a limit of another.
		 */
		public abstract boolean covers(ServerAccount limited, ServerAccount other);

	}

}
