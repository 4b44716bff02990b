package io.github.poolstarter.tracking;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import io.github.poolstarter.pool.History;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a driver waits for its server while it logs in, and that this is over then.
 */
class LoginLimitTests {

	private static final String URL = "jdbc:postgresql://localhost/menu";

	private final Properties properties = new Properties();

	@Test
	void isTheLoginTimeoutInWholeSeconds() {
		this.properties.setProperty("loginTimeout", "1.5");
		assertThat(LoginLimit.set(URL, null, this.properties)).isEqualTo(new LoginLimit(2, 0));
		assertThat(this.properties).containsEntry("socketTimeout", "2");
	}

	@Test
	void aLongerSocketTimeoutHoldsAfterTheLogin() {
		this.properties.setProperty("loginTimeout", "5");
		this.properties.setProperty("socketTimeout", "600");
		assertThat(LoginLimit.set(URL, null, this.properties)).isEqualTo(new LoginLimit(5, 600_000));
		assertThat(this.properties).containsEntry("socketTimeout", "5");
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://localhost/menu, 3", "jdbc:postgresql://localhost/menu?socketTimeout=600, 60",
			"jdbc:postgresql://localhost/menu?loginTimeout=0, 60", "jdbc:mariadb://localhost/menu, 60",
			"jdbc:h2:mem:menu, 60", "jdbc:nonsense:menu, 60" })
	void elseNothingIsChanged(String url, String socketTimeout) {
		this.properties.setProperty("loginTimeout", "5");
		this.properties.setProperty("socketTimeout", socketTimeout);
		assertThat(LoginLimit.set(url, null, this.properties)).isNull();
		assertThat(this.properties).hasSize(2).containsEntry("socketTimeout", socketTimeout);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 600 })
	void isOverWhenTheDriverHasLoggedIn(int socketTimeout) throws SQLException {
		PoolTracker tracker = new PoolTracker("ai", false, new CallSiteRegistry(), new History(Duration.ofMinutes(1)));
		try (Database database = PostgresServer.createDatabase();
				TrackedHikariDataSource pool = new TrackedHikariDataSource(tracker, BusyTimeMode.AUTO)) {
			pool.setJdbcUrl(database.url());
			pool.setUsername(database.username());
			pool.setPassword(database.password());
			pool.addDataSourceProperty("loginTimeout", "5");
			pool.addDataSourceProperty("socketTimeout", String.valueOf(socketTimeout));
			try (Connection connection = pool.getConnection()) {
				assertThat(connection.getNetworkTimeout()).isEqualTo(1000 * socketTimeout);
			}
		}
	}

}
