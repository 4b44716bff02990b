package io.github.poolstarter.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

import com.zaxxer.hikari.HikariConfig;
import io.github.poolstarter.database.TransactionPooler.PreparedStatements;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether what answers at a PostgreSQL URL is the server, or a pooler that
 * gives each transaction another of the server's processes. Opens two connections of its
 * own, as the pool would, and closes them: a pool's may all be in use.
 * <p>
 * <strong>How.</strong> The two ask in turn for the number of the process that serves
 * them. Of the server, and of a pooler that gives a connection one process for as long as
 * it is open, each gets its own, always. It is a transaction pooler if one of them sees
 * two, or both see the same. Neither keeps a transaction open, because a pooler with few
 * connections would have others wait meanwhile.
 * <p>
 * <strong>Prepared statements.</strong> A driver that prepares a statement on the server
 * relies on finding it in its next transaction. A pooler either keeps account of them, or
 * they are missing on the next process (SQL state 26000), or another connection's are
 * there under the same name (42P05). So where there is a pooler, two connections run the
 * same statement in turn until the driver has prepared it on the server, and on. What
 * that leaves on processes that it comes by again is taken away.
 * <p>
 * Gives up where an answer takes longer than two seconds. Stateless.
 */
public final class PoolerProbe {

	private static final Log logger = LogFactory.getLog(PoolerProbe.class);

	private static final String URL = "jdbc:postgresql:";

	private static final String PREPARE_THRESHOLD = "prepareThreshold";

	private static final int ROUNDS = 5;

	private static final int MOST_THRESHOLD = 20;

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Set<String> MIXED_UP = Set.of("26000", "42P05");

	private static final String BACKEND = "select pg_backend_pid() as pool_starter_probe";

	private static final String CLEAN_UP = """
			do $$
			declare
				prepared text;
			begin
				for prepared in select name from pg_catalog.pg_prepared_statements
						where statement like '%as pool_starter_probe' and name like 'S\\_%' loop
					execute format('deallocate %I', prepared);
				end loop;
			end $$
			""";

	private PoolerProbe() {
	}

	/**
	 * Whether the connections of a pool can be to a pooler that this class knows to
	 * recognise.
	 */
	public static boolean canBe(HikariConfig pool) {
		return pool.getJdbcUrl() != null && JdbcUrls.unwrapped(pool.getJdbcUrl()).startsWith(URL);
	}

	/**
	 * How often a pool's driver runs a statement before it prepares it on the server.
	 */
	public static int prepareThreshold(HikariConfig pool) {
		return (canBe(pool)) ? prepareThreshold(pool, pool.getDataSourceProperties()) : 0;
	}

	private static int prepareThreshold(HikariConfig pool, Properties properties) {
		try {
			String own = JdbcUrls.unwrapped(pool.getJdbcUrl());
			DriverPropertyInfo[] infos = DriverManager.getDriver(own).getPropertyInfo(own, properties);
			boolean simple = "simple".equals(value(infos, "preferQueryMode"));
			String threshold = value(infos, PREPARE_THRESHOLD);
			return (simple || threshold == null) ? 0 : Math.abs(Integer.parseInt(threshold));
		}
		catch (SQLException | NumberFormatException ex) {
			logger.debug("The driver does not say when it prepares statements on the server",
					Secrets.of(pool).redact(ex));
			return 0;
		}
	}

	private static @Nullable String value(DriverPropertyInfo[] infos, String name) {
		return Arrays.stream(infos)
			.filter((info) -> info.name.equals(name))
			.map((info) -> info.value)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Ask what answers at a pool's URL.
	 * @return the pooler, {@code null} where there is none that changes processes between
	 * transactions
	 * @throws SQLException if there is no answer
	 */
	public static @Nullable TransactionPooler ask(HikariConfig pool, String server) throws SQLException {
		List<Integer> backends = backends(pool);
		if (backends.isEmpty()) {
			return null;
		}
		try {
			return statements(pool, server, backends);
		}
		catch (SQLException ex) {
			logger.debug("Could not determine whether prepared statements work with the pooler",
					Secrets.of(pool).redact(ex));
			return new TransactionPooler(server, backends, PreparedStatements.UNKNOWN, null);
		}
	}

	// Those seen until it was plain that they change, nothing if they don't
	private static List<Integer> backends(HikariConfig pool) throws SQLException {
		List<Integer> seen = new ArrayList<>();
		Set<Integer> ofOne = new HashSet<>();
		Set<Integer> ofOther = new HashSet<>();
		try (Connection one = open(pool, "0"); Connection other = open(pool, "0")) {
			for (int round = 0; round < ROUNDS; round++) {
				seen.add(backend(one, ofOne));
				seen.add(backend(other, ofOther));
				if (ofOne.size() > 1 || ofOther.size() > 1 || ofOne.equals(ofOther)) {
					return seen;
				}
			}
		}
		return List.of();
	}

	private static int backend(Connection connection, Set<Integer> seen) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(BACKEND)) {
			row.next();
			seen.add(row.getInt(1));
			return row.getInt(1);
		}
	}

	private static TransactionPooler statements(HikariConfig pool, String server, List<Integer> backends)
			throws SQLException {
		int threshold = prepareThreshold(pool, properties(pool, "1"));
		if (threshold == 0 || threshold > MOST_THRESHOLD) {
			return new TransactionPooler(server, backends, PreparedStatements.UNKNOWN, null);
		}
		try (Connection one = open(pool, "1"); Connection other = open(pool, "1")) {
			String failure = failure(one, other, threshold + ROUNDS);
			return new TransactionPooler(server, backends,
					(failure != null) ? PreparedStatements.FAIL : PreparedStatements.WORK, failure);
		}
		finally {
			cleanUp(pool);
		}
	}

	private static @Nullable String failure(Connection one, Connection other, int times) throws SQLException {
		try (PreparedStatement ofOne = one.prepareStatement(BACKEND);
				PreparedStatement ofOther = other.prepareStatement(BACKEND)) {
			for (int i = 0; i < times; i++) {
				ofOne.executeQuery().close();
				ofOther.executeQuery().close();
			}
			return null;
		}
		catch (SQLException ex) {
			if (!MIXED_UP.contains(ex.getSQLState())) {
				throw ex;
			}
			return ex.getMessage();
		}
	}

	// By a connection that leaves nothing behind itself
	private static void cleanUp(HikariConfig pool) {
		try (Connection connection = open(pool, "0"); Statement statement = connection.createStatement()) {
			for (int i = 0; i < ROUNDS; i++) {
				statement.execute(CLEAN_UP);
			}
		}
		catch (SQLException ex) {
			logger.debug("Could not deallocate prepared statements", Secrets.of(pool).redact(ex));
		}
	}

	private static Connection open(HikariConfig pool, String prepareThreshold) throws SQLException {
		return PoolCredentials.open(pool, properties(pool, prepareThreshold));
	}

	private static Properties properties(HikariConfig pool, String prepareThreshold) {
		Properties properties = new Properties();
		properties.putAll(pool.getDataSourceProperties());
		for (String timeout : List.of("connectTimeout", "loginTimeout", "socketTimeout")) {
			properties.setProperty(timeout, JdbcUrls.postgresTimeout(pool.getJdbcUrl(), TIMEOUT));
		}
		properties.setProperty(PREPARE_THRESHOLD, prepareThreshold);
		return properties;
	}

}
