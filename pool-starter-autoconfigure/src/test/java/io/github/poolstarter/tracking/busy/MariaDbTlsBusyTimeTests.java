package io.github.poolstarter.tracking.busy;

import java.io.IOException;
import java.nio.file.Path;

import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbTlsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same with TLS, which MariaDB's driver speaks over the socket that is measured.
 */
@EnabledIfMariaDbInstalled
class MariaDbTlsBusyTimeTests extends MariaDbBusyTimeTests {

	@TempDir
	private static Path directory;

	private static MariaDbTlsServer server;

	@BeforeAll
	static void startServer() throws IOException {
		server = MariaDbTlsServer.start(directory);
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@Override
	String url() {
		return server.url();
	}

	@Override
	boolean isTls() {
		return true;
	}

}
