package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.poolstarter.StartupPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Properties of one JDBC pool, or of the defaults of all.
 */
public class JdbcPoolProperties {

	/**
	 * JDBC URL of the database.
	 */
	private @Nullable String url;

	/**
	 * User of the database.
	 */
	private @Nullable String username;

	/**
	 * Password of the database user.
	 */
	private @Nullable String password;

	/**
	 * Class name of the JDBC driver. Derived from the URL when not set.
	 */
	private @Nullable String driverClassName;

	/**
	 * Number of idle connections that the pool tries to keep. The maximum pool size when
	 * not set.
	 */
	private @Nullable Integer minimumIdle;

	/**
	 * Maximum number of connections, idle and in use.
	 */
	private @Nullable Integer maximumPoolSize;

	/**
	 * Maximum number of threads that wait for a connection at once; further ones are
	 * refused. No limit when not set.
	 */
	private @Nullable Integer maxWaiting;

	/**
	 * How long a borrower waits for a connection.
	 */
	private @Nullable Duration connectionTimeout;

	/**
	 * How long the check of an idle connection may take.
	 */
	private @Nullable Duration validationTimeout;

	/**
	 * How long a connection above the minimum may stay idle before it is closed. Zero for
	 * no limit.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * How long a connection lives before it is replaced. Zero for no limit.
	 */
	private @Nullable Duration maxLifetime;

	/**
	 * How often an idle connection is checked, so that the network does not close it.
	 * Zero for never.
	 */
	private @Nullable Duration keepaliveTime;

	/**
	 * How long the database lets a statement run. No limit when not set.
	 */
	private @Nullable Duration statementTimeout;

	/**
	 * How long the database lets a transaction wait for its next statement. No limit when
	 * not set.
	 */
	private @Nullable Duration idleInTransactionTimeout;

	/**
	 * How long the driver waits for an answer from the database. No limit when not set.
	 */
	private @Nullable Duration networkTimeout;

	/**
	 * Time after which a connection that has not been returned counts as leaked. That of
	 * pools.tracking when not set.
	 */
	private @Nullable Duration leakThreshold;

	/**
	 * Whether the connections are read-only. The connections of a pool named "read" are,
	 * unless this is set.
	 */
	private @Nullable Boolean readOnly;

	/**
	 * Whether statements outside transactions commit at once.
	 */
	private @Nullable Boolean autoCommit;

	/**
	 * Isolation level of transactions that do not set their own, such as READ_COMMITTED.
	 * The default of the database when not set.
	 */
	private @Nullable String transactionIsolation;

	/**
	 * Schema of the connections. The default of the user when not set.
	 */
	private @Nullable String schema;

	/**
	 * Catalog of the connections. The one in the URL when not set.
	 */
	private @Nullable String catalog;

	/**
	 * Statement to run on each new connection.
	 */
	private @Nullable String connectionInitSql;

	/**
	 * Statement that checks a connection, for drivers that cannot do so themselves.
	 */
	private @Nullable String connectionTestQuery;

	/**
	 * How long a required pool tries to connect at start. One attempt when not set.
	 */
	private @Nullable Duration initializationFailTimeout;

	/**
	 * Whether HikariCP registers its MBeans.
	 */
	private @Nullable Boolean registerMbeans;

	/**
	 * What the application requires of the pool at start.
	 */
	private @Nullable StartupPolicy startup;

	/**
	 * Properties of the JDBC driver, by the driver's own names.
	 */
	private final Map<String, String> dataSourceProperties = new LinkedHashMap<>();

	private final Fallback fallback = new Fallback();

	/**
	 * Replicas that the reads of a read-only pool go to, by name. Can't be set under
	 * pools.defaults.
	 */
	private final Map<String, Replica> replicas = new LinkedHashMap<>();

	private final Replication replication = new Replication();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable String getDriverClassName() {
		return this.driverClassName;
	}

	public void setDriverClassName(@Nullable String driverClassName) {
		this.driverClassName = driverClassName;
	}

	public @Nullable Integer getMinimumIdle() {
		return this.minimumIdle;
	}

	public void setMinimumIdle(@Nullable Integer minimumIdle) {
		this.minimumIdle = minimumIdle;
	}

	public @Nullable Integer getMaximumPoolSize() {
		return this.maximumPoolSize;
	}

	public void setMaximumPoolSize(@Nullable Integer maximumPoolSize) {
		this.maximumPoolSize = maximumPoolSize;
	}

	public @Nullable Integer getMaxWaiting() {
		return this.maxWaiting;
	}

	public void setMaxWaiting(@Nullable Integer maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	public @Nullable Duration getConnectionTimeout() {
		return this.connectionTimeout;
	}

	public void setConnectionTimeout(@Nullable Duration connectionTimeout) {
		this.connectionTimeout = connectionTimeout;
	}

	public @Nullable Duration getValidationTimeout() {
		return this.validationTimeout;
	}

	public void setValidationTimeout(@Nullable Duration validationTimeout) {
		this.validationTimeout = validationTimeout;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable Duration getMaxLifetime() {
		return this.maxLifetime;
	}

	public void setMaxLifetime(@Nullable Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
	}

	public @Nullable Duration getKeepaliveTime() {
		return this.keepaliveTime;
	}

	public void setKeepaliveTime(@Nullable Duration keepaliveTime) {
		this.keepaliveTime = keepaliveTime;
	}

	public @Nullable Duration getStatementTimeout() {
		return this.statementTimeout;
	}

	public void setStatementTimeout(@Nullable Duration statementTimeout) {
		this.statementTimeout = statementTimeout;
	}

	public @Nullable Duration getIdleInTransactionTimeout() {
		return this.idleInTransactionTimeout;
	}

	public void setIdleInTransactionTimeout(@Nullable Duration idleInTransactionTimeout) {
		this.idleInTransactionTimeout = idleInTransactionTimeout;
	}

	public @Nullable Duration getNetworkTimeout() {
		return this.networkTimeout;
	}

	public void setNetworkTimeout(@Nullable Duration networkTimeout) {
		this.networkTimeout = networkTimeout;
	}

	public @Nullable Duration getLeakThreshold() {
		return this.leakThreshold;
	}

	public void setLeakThreshold(@Nullable Duration leakThreshold) {
		this.leakThreshold = leakThreshold;
	}

	public @Nullable Boolean getReadOnly() {
		return this.readOnly;
	}

	public void setReadOnly(@Nullable Boolean readOnly) {
		this.readOnly = readOnly;
	}

	public @Nullable Boolean getAutoCommit() {
		return this.autoCommit;
	}

	public void setAutoCommit(@Nullable Boolean autoCommit) {
		this.autoCommit = autoCommit;
	}

	public @Nullable String getTransactionIsolation() {
		return this.transactionIsolation;
	}

	public void setTransactionIsolation(@Nullable String transactionIsolation) {
		this.transactionIsolation = transactionIsolation;
	}

	public @Nullable String getSchema() {
		return this.schema;
	}

	public void setSchema(@Nullable String schema) {
		this.schema = schema;
	}

	public @Nullable String getCatalog() {
		return this.catalog;
	}

	public void setCatalog(@Nullable String catalog) {
		this.catalog = catalog;
	}

	public @Nullable String getConnectionInitSql() {
		return this.connectionInitSql;
	}

	public void setConnectionInitSql(@Nullable String connectionInitSql) {
		this.connectionInitSql = connectionInitSql;
	}

	public @Nullable String getConnectionTestQuery() {
		return this.connectionTestQuery;
	}

	public void setConnectionTestQuery(@Nullable String connectionTestQuery) {
		this.connectionTestQuery = connectionTestQuery;
	}

	public @Nullable Duration getInitializationFailTimeout() {
		return this.initializationFailTimeout;
	}

	public void setInitializationFailTimeout(@Nullable Duration initializationFailTimeout) {
		this.initializationFailTimeout = initializationFailTimeout;
	}

	public @Nullable Boolean getRegisterMbeans() {
		return this.registerMbeans;
	}

	public void setRegisterMbeans(@Nullable Boolean registerMbeans) {
		this.registerMbeans = registerMbeans;
	}

	public @Nullable StartupPolicy getStartup() {
		return this.startup;
	}

	public void setStartup(@Nullable StartupPolicy startup) {
		this.startup = startup;
	}

	public Map<String, String> getDataSourceProperties() {
		return this.dataSourceProperties;
	}

	public Fallback getFallback() {
		return this.fallback;
	}

	public Map<String, Replica> getReplicas() {
		return this.replicas;
	}

	public Replication getReplication() {
		return this.replication;
	}

	/**
	 * Properties of a replica.
	 */
	public static class Replica {

		/**
		 * JDBC URL of the replica.
		 */
		private @Nullable String url;

		/**
		 * User of the replica. The pool's when not set.
		 */
		private @Nullable String username;

		/**
		 * Password of that user. The pool's when not set.
		 */
		private @Nullable String password;

		/**
		 * Number of idle connections that are kept open to the replica. The pool's when
		 * not set.
		 */
		private @Nullable Integer minimumIdle;

		/**
		 * Maximum number of connections to the replica. The pool's when not set.
		 */
		private @Nullable Integer maximumPoolSize;

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

		public @Nullable Integer getMinimumIdle() {
			return this.minimumIdle;
		}

		public void setMinimumIdle(@Nullable Integer minimumIdle) {
			this.minimumIdle = minimumIdle;
		}

		public @Nullable Integer getMaximumPoolSize() {
			return this.maximumPoolSize;
		}

		public void setMaximumPoolSize(@Nullable Integer maximumPoolSize) {
			this.maximumPoolSize = maximumPoolSize;
		}

	}

	/**
	 * Properties of when reads may go to replicas.
	 */
	public static class Replication {

		/**
		 * How far a replica may be behind and still receive reads. Five seconds when not
		 * set.
		 */
		private @Nullable Duration maxLag;

		/**
		 * How long reads stay on the primary after a write. Zero to disable; two seconds
		 * when not set.
		 */
		private @Nullable Duration readYourWrites;

		/**
		 * How often each replica is checked. Once a second when not set.
		 */
		private @Nullable Duration checkInterval;

		public @Nullable Duration getMaxLag() {
			return this.maxLag;
		}

		public void setMaxLag(@Nullable Duration maxLag) {
			this.maxLag = maxLag;
		}

		public @Nullable Duration getReadYourWrites() {
			return this.readYourWrites;
		}

		public void setReadYourWrites(@Nullable Duration readYourWrites) {
			this.readYourWrites = readYourWrites;
		}

		public @Nullable Duration getCheckInterval() {
			return this.checkInterval;
		}

		public void setCheckInterval(@Nullable Duration checkInterval) {
			this.checkInterval = checkInterval;
		}

	}

	/**
	 * Properties of what happens when a pool has no connection in time.
	 */
	public static class Fallback {

		/**
		 * Where connections come from instead: the name of another pool, "direct" for
		 * connections outside the pool, or "none". None when not set.
		 */
		private @Nullable String to;

		/**
		 * Maximum number of fallback connections in use at once. Five when not set.
		 */
		private @Nullable Integer maxConnections;

		public @Nullable String getTo() {
			return this.to;
		}

		public void setTo(@Nullable String to) {
			this.to = to;
		}

		public @Nullable Integer getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(@Nullable Integer maxConnections) {
			this.maxConnections = maxConnections;
		}

	}

}
