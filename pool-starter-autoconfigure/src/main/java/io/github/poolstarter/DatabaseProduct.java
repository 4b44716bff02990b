package io.github.poolstarter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.PoolDefinition.JdbcLimits;
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
enum DatabaseProduct {

	/**
	 * PostgreSQL. By default its driver enforces {@code setReadOnly} only inside
	 * transactions; with {@code readOnlyMode=always} the session itself is read-only.
	 */
	POSTGRESQL("postgresql") {

		@Override
		void configureSession(PoolDefinition definition, HikariConfig config) {
			if (definition.session().readOnly()) {
				addIfAbsent(config, "readOnlyMode", "always");
			}
			// A server that accepts a connection and stays silent would be waited for
			// forever
			addIfAbsent(config, "loginTimeout",
					JdbcUrls.postgresTimeout(definition.database().url(), definition.timeouts().connection()));
			List<String> statements = new ArrayList<>();
			Duration statement = definition.timeouts().statement();
			if (statement != null) {
				statements.add("SET statement_timeout = " + statement.toMillis());
			}
			Duration idleInTransaction = definition.timeouts().idleInTransaction();
			if (idleInTransaction != null) {
				statements.add("SET idle_in_transaction_session_timeout = " + idleInTransaction.toMillis());
			}
			if (definition.session().schema() != null && !definition.session().autoCommit()) {
				// The driver sets the schema in a transaction, and what HikariCP commits
				// is this statement's
				statements.add("SELECT 1");
			}
			if (!statements.isEmpty()) {
				String own = definition.session().connectionInitSql();
				if (StringUtils.hasText(own)) {
					statements.add(own);
				}
				config.setConnectionInitSql(String.join("; ", statements));
			}
			Duration network = definition.timeouts().network();
			if (network != null) {
				addIfAbsent(config, "socketTimeout", JdbcUrls.postgresTimeout(definition.database().url(), network));
			}
		}

	},

	/**
	 * MariaDB. Limits are session variables, in seconds.
	 */
	MARIADB("mariadb") {

		@Override
		void configureSession(PoolDefinition definition, HikariConfig config) {
			if (definition.session().readOnly()) {
				addIfAbsent(config, "readOnlyPropagatesToServer", "true");
			}
			// Also the limit of a login. The driver's own is that of the pool started
			// last
			addIfAbsent(config, "connectTimeout",
					String.valueOf(1000 * wholeSeconds(definition.timeouts().connection())));
			List<String> variables = new ArrayList<>();
			Duration statement = definition.timeouts().statement();
			if (statement != null) {
				variables.add("max_statement_time=" + statement.toMillis() / 1000.0);
			}
			Duration idleInTransaction = definition.timeouts().idleInTransaction();
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
			Duration network = definition.timeouts().network();
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
		void configureSession(PoolDefinition definition, HikariConfig config) {
			if (definition.session().readOnly()) {
				logger.warn(LogMessage
					.format("Pool '%1$s' is read-only%2$s, but H2 has no read-only sessions: writes through it are not "
							+ "refused. Give it a user with read-only privileges, or set pools.jdbc.%1$s.read-only to "
							+ "false", definition.name(),
							(definition.name().equals("read")) ? ", as a pool of this name is by default" : ""));
			}
			Duration statement = definition.timeouts().statement();
			if (statement != null) {
				String limit = "SET QUERY_TIMEOUT " + statement.toMillis();
				String own = definition.session().connectionInitSql();
				config.setConnectionInitSql((StringUtils.hasText(own)) ? limit + "; " + own : limit);
			}
			warnOfUnsupported(definition, "idle-in-transaction-timeout", definition.timeouts().idleInTransaction());
		}

		@Override
		JdbcLimits jdbcLimits(PoolDefinition.Timeouts timeouts) {
			return new JdbcLimits(null, timeouts.network());
		}

	},

	/**
	 * SQLite, where a connection is read-only from when it is opened, or never. What its
	 * driver makes of a query timeout is how long a statement waits for a lock; it does
	 * not end one that runs.
	 */
	SQLITE("sqlite") {

		@Override
		void configureSession(PoolDefinition definition, HikariConfig config) {
			if (definition.session().readOnly()) {
				addIfAbsent(config, "open_mode", SQLITE_OPEN_READONLY);
			}
			warnOfUnsupported(definition, "statement-timeout", definition.timeouts().statement());
			warnOfUnsupported(definition, "idle-in-transaction-timeout", definition.timeouts().idleInTransaction());
			warnOfUnsupported(definition, "network-timeout", definition.timeouts().network());
		}

	},

	/**
	 * HSQLDB, whose sessions are read-only when their connections are.
	 */
	HSQLDB("hsqldb") {

		@Override
		void configureSession(PoolDefinition definition, HikariConfig config) {
			warnOfUnsupported(definition, "idle-in-transaction-timeout", definition.timeouts().idleInTransaction());
		}

		@Override
		JdbcLimits jdbcLimits(PoolDefinition.Timeouts timeouts) {
			return OTHER.jdbcLimits(timeouts);
		}

	},

	/**
	 * Any other database, whose limits are left to its driver. JDBC has none for
	 * transactions that idle.
	 */
	OTHER("") {

		@Override
		void configureSession(PoolDefinition definition, HikariConfig config) {
			if (definition.session().readOnly()) {
				logger
					.warn(LogMessage.format("Pool '%s' is read-only: whether writes through it are refused depends on "
							+ "the driver for %s", definition.name(), definition.database().displayUrl()));
			}
			warnOfUnsupported(definition, "idle-in-transaction-timeout", definition.timeouts().idleInTransaction());
		}

		@Override
		JdbcLimits jdbcLimits(PoolDefinition.Timeouts timeouts) {
			return new JdbcLimits(timeouts.statement(), timeouts.network());
		}

	};

	private static final Log logger = LogFactory.getLog(DatabaseProduct.class);

	private static final String SQLITE_OPEN_READONLY = "1";

	private final String subprotocol;

	DatabaseProduct(String subprotocol) {
		this.subprotocol = subprotocol;
	}

	/**
	 * Complete a HikariCP configuration with what this database needs for the session
	 * settings of the definition to hold.
	 */
	abstract void configureSession(PoolDefinition definition, HikariConfig config);

	/**
	 * The limits that are left to the driver, because the session does not have them.
	 */
	JdbcLimits jdbcLimits(PoolDefinition.Timeouts timeouts) {
		return JdbcLimits.NONE;
	}

	static DatabaseProduct of(String url) {
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

	private static void warnOfUnsupported(PoolDefinition definition, String setting, @Nullable Duration limit) {
		if (limit != null) {
			logger.warn(LogMessage.format("Pool '%s': %s has no effect on %s", definition.name(), setting,
					definition.database().displayUrl()));
		}
	}

}
