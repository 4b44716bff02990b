package io.github.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.database.DatabaseProduct;
import io.github.poolstarter.database.JdbcUrls;
import io.github.poolstarter.database.Secrets;
import io.github.poolstarter.database.TimeLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.Assert;

/**
 * Everything that one pool is made from, after preset, defaults and the pool's own
 * properties have been put together. Immutable.
 *
 * @param name the name of the pool, as in {@code pools.jdbc.<name>}
 * @param database where the pool connects to
 * @param minimumIdle the number of idle connections that the pool tries to keep
 * @param maximumPoolSize the most connections that the pool opens, at least 1
 * @param timeouts the pool's time limits
 * @param session the state that a connection has when it is handed out
 * @param dataSourceProperties properties for the JDBC driver
 * @param registerMbeans whether HikariCP registers its MBeans
 * @param startup what the start of the application asks of the pool
 * @param fallback where connections come from when the pool has none, {@code null} for
 * nowhere
 * @param maxWaiting the most threads that may wait for a connection at once, {@code null}
 * for no limit
 * @param replication the replicas that reads go to, {@code null} for none
 */
public record PoolDefinition(String name, Database database, int minimumIdle, int maximumPoolSize, Timeouts timeouts,
		Session session, Map<String, String> dataSourceProperties, boolean registerMbeans, StartupPolicy startup,
		@Nullable Fallback fallback, @Nullable Integer maxWaiting, @Nullable Replication replication) {

	/**
	 * Create a definition; the map is copied.
	 */
	public PoolDefinition {
		Assert.hasText(name, "'name' must not be empty");
		Assert.isTrue(maximumPoolSize >= 1, "'maximumPoolSize' must be at least 1");
		Assert.isTrue(minimumIdle >= 0 && minimumIdle <= maximumPoolSize,
				"'minimumIdle' must be between 0 and 'maximumPoolSize'");
		Assert.isTrue(maxWaiting == null || maxWaiting >= 0, "'maxWaiting' must not be negative");
		dataSourceProperties = Map.copyOf(dataSourceProperties);
	}

	/**
	 * Create a definition of a pool without replicas, for which any number of threads may
	 * wait.
	 * @param name the name of the pool
	 * @param database where the pool connects to
	 * @param minimumIdle the number of idle connections that the pool tries to keep
	 * @param maximumPoolSize the most connections that the pool opens, at least 1
	 * @param timeouts the pool's time limits
	 * @param session the state that a connection has when it is handed out
	 * @param dataSourceProperties properties for the JDBC driver
	 * @param registerMbeans whether HikariCP registers its MBeans
	 * @param startup what the start of the application asks of the pool
	 * @param fallback where connections come from when the pool has none, {@code null}
	 * for nowhere
	 */
	public PoolDefinition(String name, Database database, int minimumIdle, int maximumPoolSize, Timeouts timeouts,
			Session session, Map<String, String> dataSourceProperties, boolean registerMbeans, StartupPolicy startup,
			@Nullable Fallback fallback) {
		this(name, database, minimumIdle, maximumPoolSize, timeouts, session, dataSourceProperties, registerMbeans,
				startup, fallback, null, null);
	}

	/**
	 * The same pool with replicas.
	 * @param replication the replicas that reads go to
	 * @return the definition
	 */
	public PoolDefinition with(Replication replication) {
		return new PoolDefinition(this.name, this.database, this.minimumIdle, this.maximumPoolSize, this.timeouts,
				this.session, this.dataSourceProperties, this.registerMbeans, this.startup, this.fallback,
				this.maxWaiting, replication);
	}

	/**
	 * The definition of the pool of a replica: that of this pool, for another server.
	 * @param replica the replica
	 * @return the definition, of a pool whose name is that of this pool, a dash and that
	 * of the replica
	 */
	public PoolDefinition of(Replica replica) {
		return new PoolDefinition(poolName(replica), replica.database(), replica.minimumIdle(),
				replica.maximumPoolSize(), this.timeouts, this.session, this.dataSourceProperties, this.registerMbeans,
				StartupPolicy.OPTIONAL, null);
	}

	/**
	 * The name of the pool of a replica, for the log and for HikariCP.
	 * @param replica the replica
	 * @return the name
	 */
	public String poolName(Replica replica) {
		return this.name + "-" + replica.name();
	}

	/**
	 * Set everything that this definition says on a HikariCP configuration.
	 * @param config the configuration, not yet in use
	 */
	public void applyTo(HikariConfig config) {
		config.setPoolName(this.name);
		config.setJdbcUrl(this.database.url());
		config.setUsername(this.database.username());
		config.setPassword(this.database.password());
		if (this.database.driverClassName() != null) {
			config.setDriverClassName(this.database.driverClassName());
		}
		config.setMinimumIdle(this.minimumIdle);
		config.setMaximumPoolSize(this.maximumPoolSize);
		this.timeouts.applyTo(config);
		if (this.startup == StartupPolicy.LAZY) {
			config.setInitializationFailTimeout(-1);
		}
		config.setRegisterMbeans(this.registerMbeans);
		this.dataSourceProperties.forEach(config::addDataSourceProperty);
		this.session.applyTo(config);
		DatabaseProduct.apply(config, this.timeouts.limits());
	}

	/**
	 * The limits that the database does not keep itself, so that the driver has to: what
	 * {@link #applyTo} can't say on a HikariCP configuration.
	 * @return the limits, with none of those that are the server's
	 */
	public TimeLimits driverLimits() {
		return DatabaseProduct.driverLimits(this.database.url(), this.timeouts.limits());
	}

	/**
	 * What nobody is to be told of how the pool connects.
	 * @return the secrets
	 */
	public Secrets secrets() {
		return Secrets.of(this.database.url(), this.database.password(), this.dataSourceProperties);
	}

	/**
	 * The definition for a log. Values of driver properties are left out: their names say
	 * little about which of them are secret.
	 * @return the text form, without passwords
	 */
	@Override
	public String toString() {
		return "PoolDefinition[name=" + this.name + ", database=" + this.database + ", minimumIdle=" + this.minimumIdle
				+ ", maximumPoolSize=" + this.maximumPoolSize + ", timeouts=" + this.timeouts + ", session="
				+ this.session + ", dataSourceProperties=" + this.dataSourceProperties.keySet() + ", registerMbeans="
				+ this.registerMbeans + ", startup=" + this.startup + ", fallback=" + this.fallback + ", maxWaiting="
				+ this.maxWaiting + ", replication=" + this.replication + "]";
	}

	/**
	 * Where a pool connects to. Its text form holds neither the password nor any
	 * credential that is part of the URL.
	 *
	 * @param url the JDBC URL, as configured
	 * @param username the user, or {@code null} where the URL or the driver knows it
	 * @param password the password, or {@code null} where none is needed
	 * @param driverClassName the driver's class, or {@code null} to find it by the URL
	 */
	public record Database(String url, @Nullable String username, @Nullable String password,
			@Nullable String driverClassName) {

		/**
		 * The URL without credentials.
		 * @return a URL that may be logged and shown
		 */
		public String displayUrl() {
			return JdbcUrls.withoutCredentials(this.url);
		}

		/**
		 * Take this database's credentials out of a text, such as a driver's message.
		 * @param text the text
		 * @return the text without the password
		 */
		public String redact(String text) {
			return Secrets.of(this.url, this.password, Map.of()).redact(text);
		}

		/**
		 * Say why an attempt to connect has failed.
		 * @param failure what the driver says
		 * @return the URL and the reason, without credentials
		 */
		public String describe(Exception failure) {
			String reason = (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getName();
			// Some drivers say no more than that it failed
			Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
			return displayUrl() + ": " + redact((root != failure) ? reason + " (" + root + ")" : reason);
		}

		@Override
		public String toString() {
			return "Database[url=" + displayUrl() + ", username=" + this.username + "]";
		}

	}

	/**
	 * The time limits of a pool.
	 *
	 * @param connection how long a borrower waits for a connection
	 * @param validation how long the check of an idle connection may take
	 * @param idle how long a connection above the minimum stays idle before it is closed,
	 * zero for ever
	 * @param maxLifetime how long a connection lives, zero for ever
	 * @param keepalive how often an idle connection is checked, zero for never
	 * @param initializationFail how long the start tries to connect; {@code null} for one
	 * attempt
	 * @param statement how long a statement may run, {@code null} for no limit
	 * @param idleInTransaction how long the server lets a transaction idle, {@code null}
	 * for no limit
	 * @param network how long the driver waits for an answer of the server, {@code null}
	 * for no limit
	 */
	public record Timeouts(Duration connection, Duration validation, Duration idle, Duration maxLifetime,
			Duration keepalive, @Nullable Duration initializationFail, @Nullable Duration statement,
			@Nullable Duration idleInTransaction, @Nullable Duration network) {

		TimeLimits limits() {
			return new TimeLimits(this.statement, this.idleInTransaction, this.network);
		}

		private void applyTo(HikariConfig config) {
			config.setConnectionTimeout(this.connection.toMillis());
			config.setValidationTimeout(this.validation.toMillis());
			config.setIdleTimeout(this.idle.toMillis());
			config.setMaxLifetime(this.maxLifetime.toMillis());
			config.setKeepaliveTime(this.keepalive.toMillis());
			if (this.initializationFail != null) {
				config.setInitializationFailTimeout(this.initializationFail.toMillis());
			}
		}

	}

	/**
	 * Where connections come from when a pool has none in time.
	 *
	 * @param to the name of another pool, or {@link #DIRECT}
	 * @param maxConnections how many connections may be out that way at once, at least 1
	 */
	public record Fallback(String to, int maxConnections) {

		/**
		 * Connections beside the pool, to the pool's own database.
		 */
		public static final String DIRECT = "direct";

		/**
		 * Create the description of a fallback.
		 */
		public Fallback {
			Assert.isTrue(maxConnections >= 1, "'maxConnections' must be at least 1");
		}

	}

	/**
	 * The replicas that the reads of a pool go to, and when they may.
	 *
	 * @param replicas the replicas, at least one
	 * @param maxLag how far a replica may be behind
	 * @param readYourWrites for how long after a write the reads of its thread, and of
	 * its request, stay on the primary; zero for not at all
	 * @param checkInterval how often each replica is looked at
	 */
	public record Replication(List<Replica> replicas, Duration maxLag, Duration readYourWrites,
			Duration checkInterval) {

		/**
		 * Create a description; the list is copied.
		 */
		public Replication {
			replicas = List.copyOf(replicas);
			Assert.notEmpty(replicas, "'replicas' must not be empty");
		}

	}

	/**
	 * A replica. What is not named here it has from its pool.
	 *
	 * @param name the name of the replica, as in
	 * {@code pools.jdbc.<pool>.replicas.<name>}
	 * @param database where it is
	 * @param minimumIdle the number of idle connections that its pool tries to keep
	 * @param maximumPoolSize the most connections that its pool opens, at least 1
	 */
	public record Replica(String name, Database database, int minimumIdle, int maximumPoolSize) {

	}

	/**
	 * The state that a connection has when it is handed out.
	 *
	 * @param readOnly whether the connections are read-only
	 * @param autoCommit whether statements outside transactions commit at once
	 * @param transactionIsolation the name of the isolation level as in
	 * {@code java.sql.Connection}, or {@code null} for the driver's
	 * @param schema the schema, or {@code null} for the user's
	 * @param catalog the catalog, or {@code null} for the one in the URL
	 * @param connectionInitSql a statement run on each new connection, or {@code null}
	 * @param connectionTestQuery a statement that checks a connection, or {@code null} to
	 * use the driver's own check
	 */
	public record Session(boolean readOnly, boolean autoCommit, @Nullable String transactionIsolation,
			@Nullable String schema, @Nullable String catalog, @Nullable String connectionInitSql,
			@Nullable String connectionTestQuery) {

		private void applyTo(HikariConfig config) {
			config.setReadOnly(this.readOnly);
			config.setAutoCommit(this.autoCommit);
			// Else what was set on a new connection would go with its first rollback
			config.setIsolateInternalQueries(!this.autoCommit);
			config.setTransactionIsolation(this.transactionIsolation);
			config.setSchema(this.schema);
			config.setCatalog(this.catalog);
			config.setConnectionInitSql(this.connectionInitSql);
			config.setConnectionTestQuery(this.connectionTestQuery);
		}

		@Override
		public String toString() {
			return "Session[readOnly=" + this.readOnly + ", autoCommit=" + this.autoCommit + ", transactionIsolation="
					+ this.transactionIsolation + ", schema=" + this.schema + ", catalog=" + this.catalog + "]";
		}

	}

}
