package io.github.poolstarter.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.util.StringUtils;

/**
 * What differs between the databases when a pool's session settings are to hold in the
 * server, and not by the driver's courtesy. A driver property that the application has
 * set itself is left alone.
 */
public enum DatabaseProduct {

	/**
	 * PostgreSQL. By default its driver enforces {@code setReadOnly} only inside
	 * transactions; with {@code readOnlyMode=always} the session itself is read-only.
	 */
	POSTGRESQL("postgresql") {

		@Override
		void configureSession(HikariConfig config, TimeLimits limits) {
			if (config.isReadOnly()) {
				addIfAbsent(config, "readOnlyMode", "always");
			}
			// A server that accepts a connection and stays silent would be waited for
			// forever
			addIfAbsent(config, "loginTimeout",
					JdbcUrls.postgresTimeout(config.getJdbcUrl(), Duration.ofMillis(config.getConnectionTimeout())));
			List<String> statements = new ArrayList<>();
			Duration statement = limits.statement();
			if (statement != null) {
				statements.add("SET statement_timeout = " + statement.toMillis());
			}
			Duration idleInTransaction = limits.idleInTransaction();
			if (idleInTransaction != null) {
				statements.add("SET idle_in_transaction_session_timeout = " + idleInTransaction.toMillis());
			}
			if (config.getSchema() != null && !config.isAutoCommit()) {
				// The driver sets the schema in a transaction, and what HikariCP commits
				// is this statement's
				statements.add("SELECT 1");
			}
			if (!statements.isEmpty()) {
				String own = config.getConnectionInitSql();
				if (StringUtils.hasText(own)) {
					statements.add(own);
				}
				config.setConnectionInitSql(String.join("; ", statements));
			}
			Duration network = limits.network();
			if (network != null) {
				addIfAbsent(config, "socketTimeout", JdbcUrls.postgresTimeout(config.getJdbcUrl(), network));
			}
		}

	},

	/**
	 * MariaDB. Limits are session variables, in seconds.
	 */
	MARIADB("mariadb") {

		@Override
		void configureSession(HikariConfig config, TimeLimits limits) {
			if (config.isReadOnly()) {
				addIfAbsent(config, "readOnlyPropagatesToServer", "true");
			}
			// Also the limit of a login. The driver's own is that of the pool started
			// last
			addIfAbsent(config, "connectTimeout",
					String.valueOf(1000 * wholeSeconds(Duration.ofMillis(config.getConnectionTimeout()))));
			List<String> variables = new ArrayList<>();
			Duration statement = limits.statement();
			if (statement != null) {
				variables.add("max_statement_time=" + statement.toMillis() / 1000.0);
			}
			Duration idleInTransaction = limits.idleInTransaction();
			if (idleInTransaction != null) {
				variables.add("idle_transaction_timeout=" + wholeSeconds(idleInTransaction));
			}
			if (!variables.isEmpty()) {
				// The application's own come last, and so prevail
				String own = config.getDataSourceProperties().getProperty("sessionVariables");
				if (StringUtils.hasText(own)) {
					variables.add(own);
				}
				config.addDataSourceProperty("sessionVariables", String.join(",", variables));
			}
			Duration network = limits.network();
			if (network != null) {
				addIfAbsent(config, "socketTimeout", String.valueOf(network.toMillis()));
			}
		}

	},

	/**
	 * H2, which has a session limit for statements, and no session that is read-only.
	 */
	H2("h2") {

		@Override
		void configureSession(HikariConfig config, TimeLimits limits) {
			if (config.isReadOnly()) {
				logger.warn(LogMessage
					.format("Pool '%1$s' is read-only%2$s, but H2 has no read-only sessions: writes through it are not "
							+ "refused. Give it a user with read-only privileges, or set pools.jdbc.%1$s.read-only to "
							+ "false", config.getPoolName(),
							(config.getPoolName().equals("read")) ? ", as a pool of this name is by default" : ""));
			}
			Duration statement = limits.statement();
			if (statement != null) {
				String limit = "SET QUERY_TIMEOUT " + statement.toMillis();
				String own = config.getConnectionInitSql();
				config.setConnectionInitSql((StringUtils.hasText(own)) ? limit + "; " + own : limit);
			}
			warnOfUnsupported(config, "idle-in-transaction-timeout", limits.idleInTransaction());
		}

		@Override
		TimeLimits driverLimits(TimeLimits limits) {
			return new TimeLimits(null, null, limits.network());
		}

	},

	/**
	 * SQLite, where a connection is read-only from when it is opened, or never. What its
	 * driver makes of a query timeout is how long a statement waits for a lock; it does
	 * not end one that runs.
	 */
	SQLITE("sqlite") {

		@Override
		void configureSession(HikariConfig config, TimeLimits limits) {
			if (config.isReadOnly()) {
				addIfAbsent(config, "open_mode", SQLITE_OPEN_READONLY);
			}
			warnOfUnsupported(config, "statement-timeout", limits.statement());
			warnOfUnsupported(config, "idle-in-transaction-timeout", limits.idleInTransaction());
			warnOfUnsupported(config, "network-timeout", limits.network());
		}

	},

	/**
	 * HSQLDB, whose sessions are read-only when their connections are.
	 */
	HSQLDB("hsqldb") {

		@Override
		void configureSession(HikariConfig config, TimeLimits limits) {
			warnOfUnsupported(config, "idle-in-transaction-timeout", limits.idleInTransaction());
		}

		@Override
		TimeLimits driverLimits(TimeLimits limits) {
			return OTHER.driverLimits(limits);
		}

	},

	/**
	 * Any other database, whose limits are left to its driver. JDBC has none for
	 * transactions that idle.
	 */
	OTHER("") {

		@Override
		void configureSession(HikariConfig config, TimeLimits limits) {
			if (config.isReadOnly()) {
				logger.warn(LogMessage.format(
						"Pool '%s' is read-only: whether writes through it are refused depends on "
								+ "the driver for %s",
						config.getPoolName(), JdbcUrls.withoutCredentials(config.getJdbcUrl())));
			}
			warnOfUnsupported(config, "idle-in-transaction-timeout", limits.idleInTransaction());
		}

		@Override
		TimeLimits driverLimits(TimeLimits limits) {
			return new TimeLimits(limits.statement(), null, limits.network());
		}

	};

	private static final Log logger = LogFactory.getLog(DatabaseProduct.class);

	private static final String SQLITE_OPEN_READONLY = "1";

	private final String subprotocol;

	DatabaseProduct(String subprotocol) {
		this.subprotocol = subprotocol;
	}

	/**
	 * Completes a HikariCP configuration with what the database needs for the session
	 * settings that stand there, and the limits, to hold.
	 */
	public static void apply(HikariConfig config, TimeLimits limits) {
		of(config.getJdbcUrl()).configureSession(config, limits);
	}

	/**
	 * The limits that the database at a URL does not keep itself, so that its driver has
	 * to.
	 */
	public static TimeLimits driverLimits(String url, TimeLimits limits) {
		return of(url).driverLimits(limits);
	}

	abstract void configureSession(HikariConfig config, TimeLimits limits);

	TimeLimits driverLimits(TimeLimits limits) {
		return TimeLimits.NONE;
	}

	private static DatabaseProduct of(String url) {
		String unwrapped = JdbcUrls.unwrapped(url);
		for (DatabaseProduct product : values()) {
			if (product != OTHER && unwrapped.startsWith("jdbc:" + product.subprotocol + ":")) {
				return product;
			}
		}
		return OTHER;
	}

	private static void addIfAbsent(HikariConfig config, String property, String value) {
		config.getDataSourceProperties().putIfAbsent(property, value);
	}

	private static long wholeSeconds(Duration duration) {
		return Math.max(1, duration.plusMillis(999).toSeconds());
	}

	private static void warnOfUnsupported(HikariConfig config, String setting, @Nullable Duration limit) {
		if (limit != null) {
			logger.warn(LogMessage.format("Pool '%s': %s has no effect on %s", config.getPoolName(), setting,
					JdbcUrls.withoutCredentials(config.getJdbcUrl())));
		}
	}

}
