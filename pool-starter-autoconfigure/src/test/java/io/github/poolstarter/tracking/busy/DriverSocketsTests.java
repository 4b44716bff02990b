package io.github.poolstarter.tracking.busy;

import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which drivers are given the socket factory that measures.
 */
class DriverSocketsTests {

	private static final Map<String, String> MEASURED = Map.of("socketFactory", MeteredSocketFactory.class.getName());

	private static final String MARIADB_DRIVER = "org.mariadb.jdbc.Driver";

	private final Properties properties = new Properties();

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost/menu", "jdbc:postgresql:menu",
			"jdbc:postgresql://one,two:5433/menu?sslmode=require&user=cook", "jdbc:mariadb://localhost/menu",
			"jdbc:mariadb://one,two/menu?sslMode=verify-full", "jdbc:mysql://localhost/menu?permitMysqlScheme" })
	void driversOfPostgreSqlAndMariaDbAre(String url) {
		assertThat(DriverSockets.properties(url, null, this.properties)).isEqualTo(MEASURED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:menu", "jdbc:sqlite::memory:", "jdbc:tc:postgresql:18:///menu",
			"jdbc:nonsense:menu", "nonsense" })
	void othersAreNot(String url) {
		assertThat(DriverSockets.properties(url, null, this.properties)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost/menu?socketFactory=com.example.Sockets",
			"jdbc:mariadb://localhost/menu?socketFactory=com.example.Sockets" })
	void driverWhoseUrlNamesAFactoryIsNot(String url) {
		assertThat(DriverSockets.properties(url, null, this.properties)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost/menu", "jdbc:mariadb://localhost/menu" })
	void driverWhosePropertiesNameAFactoryIsNot(String url) {
		this.properties.setProperty("socketFactory", "com.example.Sockets");
		assertThat(DriverSockets.properties(url, null, this.properties)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:mariadb:replication://one,two/menu", "jdbc:mariadb:sequential://one,two/menu",
			"jdbc:mariadb:loadbalance://one,two/menu", "jdbc:mariadb://localhost/menu?pool=true" })
	void mariaDbDriverThatReplacesConnectionsItselfIsNot(String url) {
		assertThat(DriverSockets.properties(url, null, this.properties)).isEmpty();
	}

	@Test
	void driverThatIsNamedIsAsked() {
		String url = "jdbc:mariadb://localhost/menu";
		assertThat(DriverSockets.properties(url, MARIADB_DRIVER, this.properties)).isEqualTo(MEASURED);
		assertThat(DriverSockets.properties(url, "org.h2.Driver", this.properties)).isEmpty();
		assertThat(DriverSockets.properties(url, "org.postgresql.Driver", this.properties)).isEmpty();
		assertThat(DriverSockets.properties(url, "com.example.Driver", this.properties)).isEmpty();
		assertThat(DriverSockets.properties("jdbc:mysql://localhost/menu", MARIADB_DRIVER, this.properties)).isEmpty();
	}

	@Test
	void driverThatDoesNotSeeTheFactoryIsNot() throws Exception {
		URL jar = Class.forName(MARIADB_DRIVER).getProtectionDomain().getCodeSource().getLocation();
		try (URLClassLoader apart = new URLClassLoader(new URL[] { jar }, ClassLoader.getPlatformClassLoader())) {
			Driver driver = (Driver) apart.loadClass(MARIADB_DRIVER).getConstructor().newInstance();
			assertThat(DriverSockets.properties(driver, "jdbc:mariadb://localhost/menu", this.properties)).isEmpty();
			DriverManager.deregisterDriver(driver);
		}
	}

	@Test
	void driverThatIsNotRegisteredIsLoaded() throws SQLException {
		String url = "jdbc:mariadb://localhost/menu";
		Driver registered = DriverManager.getDriver(url);
		DriverManager.deregisterDriver(registered);
		try {
			assertThat(DriverSockets.properties(url, null, this.properties)).isEmpty();
			assertThat(DriverSockets.properties(url, MARIADB_DRIVER, this.properties)).isEqualTo(MEASURED);
		}
		finally {
			DriverManager.registerDriver(registered);
		}
	}

}
