package io.github.poolstarter.tracking.busy;

import java.time.Duration;

import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Busy time at the socket of MariaDB's driver.
 */
@EnabledIfMariaDbInstalled
class MariaDbBusyTimeTests extends AbstractSocketBusyTimeTests {

	private static MariaDbServer.Database database;

	@BeforeAll
	static void createDatabase() {
		database = MariaDbServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Override
	String url() {
		return database.url() + "?user=" + database.username() + "&password=" + database.password();
	}

	@Override
	String sleep(Duration duration) {
		return "select sleep(%s)".formatted(duration.toMillis() / 1000.0);
	}

	@Override
	String isEncrypted() {
		return "select variable_value <> '' from information_schema.session_status where variable_name = 'ssl_cipher'";
	}

}
