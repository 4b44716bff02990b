package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;

import io.github.poolstarter.StartupPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of one JDBC pool, or of the defaults of all: {@code null} where one is not
 * set. Immutable.
 *
 * @param url JDBC URL of the database.
 * @param username User of the database.
 * @param password Password of the database user.
 * @param driverClassName Class name of the JDBC driver. Derived from the URL when not
 * set.
 * @param minimumIdle Number of idle connections that the pool tries to keep. The maximum
 * pool size when not set.
 * @param maximumPoolSize Maximum number of connections, idle and in use.
 * @param maxWaiting Maximum number of threads that wait for a connection at once; further
 * ones are refused. No limit when not set.
 * @param connectionTimeout How long a borrower waits for a connection.
 * @param validationTimeout How long the check of an idle connection may take.
 * @param idleTimeout How long a connection above the minimum may stay idle before it is
 * closed. Zero for no limit.
 * @param maxLifetime How long a connection lives before it is replaced. Zero for no
 * limit.
 * @param keepaliveTime How often an idle connection is checked, so that the network does
 * not close it. Zero for never.
 * @param statementTimeout How long the database lets a statement run. No limit when not
 * set.
 * @param idleInTransactionTimeout How long the database lets a transaction wait for its
 * next statement. No limit when not set.
 * @param networkTimeout How long the driver waits for an answer from the database. No
 * limit when not set.
 * @param leakThreshold Time after which a connection that has not been returned counts as
 * leaked. That of pools.tracking when not set.
 * @param readOnly Whether the connections are read-only. The connections of a pool named
 * "read" are, unless this is set.
 * @param autoCommit Whether statements outside transactions commit at once.
 * @param transactionIsolation Isolation level of transactions that do not set their own,
 * such as READ_COMMITTED. The default of the database when not set.
 * @param schema Schema of the connections. The default of the user when not set.
 * @param catalog Catalog of the connections. The one in the URL when not set.
 * @param connectionInitSql Statement to run on each new connection.
 * @param connectionTestQuery Statement that checks a connection, for drivers that cannot
 * do so themselves.
 * @param initializationFailTimeout How long a required pool tries to connect at start.
 * One attempt when not set.
 * @param registerMbeans Whether HikariCP registers its MBeans.
 * @param startup What the application requires of the pool at start.
 * @param dataSourceProperties Properties of the JDBC driver, by the driver's own names.
 * @param fallback What happens when the pool has no connection in time.
 * @param replicas Replicas that the reads of a read-only pool go to, by name. Can't be
 * set under pools.defaults.
 * @param replication When reads may go to replicas.
 */
public record JdbcPoolProperties(@Nullable String url, @Nullable String username, @Nullable String password,
		@Nullable String driverClassName, @Nullable Integer minimumIdle, @Nullable Integer maximumPoolSize,
		@Nullable Integer maxWaiting, @Nullable Duration connectionTimeout, @Nullable Duration validationTimeout,
		@Nullable Duration idleTimeout, @Nullable Duration maxLifetime, @Nullable Duration keepaliveTime,
		@Nullable Duration statementTimeout, @Nullable Duration idleInTransactionTimeout,
		@Nullable Duration networkTimeout, @Nullable Duration leakThreshold, @Nullable Boolean readOnly,
		@Nullable Boolean autoCommit, @Nullable String transactionIsolation, @Nullable String schema,
		@Nullable String catalog, @Nullable String connectionInitSql, @Nullable String connectionTestQuery,
		@Nullable Duration initializationFailTimeout, @Nullable Boolean registerMbeans, @Nullable StartupPolicy startup,
		@DefaultValue Map<String, String> dataSourceProperties, @DefaultValue Fallback fallback,
		@DefaultValue Map<String, Replica> replicas, @DefaultValue Replication replication) {

	/**
	 * Settings of which none is set.
	 */
	static final JdbcPoolProperties NONE = new Binder().bindOrCreate("pool", JdbcPoolProperties.class);

	public JdbcPoolProperties {
		dataSourceProperties = Collections.unmodifiableMap(dataSourceProperties);
		replicas = Collections.unmodifiableMap(replicas);
	}

	/**
	 * Says nothing of the values, some of which are secret.
	 */
	@Override
	public String toString() {
		return "settings of a JDBC pool";
	}

	/**
	 * Properties of a replica.
	 *
	 * @param url JDBC URL of the replica.
	 * @param username User of the replica. The pool's when not set.
	 * @param password Password of that user. The pool's when not set.
	 * @param minimumIdle Number of idle connections that are kept open to the replica.
	 * The pool's when not set.
	 * @param maximumPoolSize Maximum number of connections to the replica. The pool's
	 * when not set.
	 */
	public record Replica(@Nullable String url, @Nullable String username, @Nullable String password,
			@Nullable Integer minimumIdle, @Nullable Integer maximumPoolSize) {

		@Override
		public String toString() {
			return "settings of a replica";
		}

	}

	/**
	 * Properties of when reads may go to replicas.
	 *
	 * @param maxLag How far a replica may be behind and still receive reads. Five seconds
	 * when not set.
	 * @param readYourWrites How long reads stay on the primary after a write. Zero to
	 * disable; two seconds when not set.
	 * @param checkInterval How often each replica is checked. Once a second when not set.
	 */
	public record Replication(@Nullable Duration maxLag, @Nullable Duration readYourWrites,
			@Nullable Duration checkInterval) {

	}

	/**
	 * Properties of what happens when a pool has no connection in time.
	 *
	 * @param to Where connections come from instead: the name of another pool, "direct"
	 * for connections outside the pool, or "none". None when not set.
	 * @param maxConnections Maximum number of fallback connections in use at once. Five
	 * when not set.
	 */
	public record Fallback(@Nullable String to, @Nullable Integer maxConnections) {

	}

}
