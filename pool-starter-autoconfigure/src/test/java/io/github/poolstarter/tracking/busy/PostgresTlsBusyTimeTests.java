package io.github.poolstarter.tracking.busy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.github.poolstarter.test.ServerCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same with TLS, which PostgreSQL's driver speaks over the socket that is measured.
 */
class PostgresTlsBusyTimeTests extends PostgresBusyTimeTests {

	@TempDir
	private static Path directory;

	private static EmbeddedPostgres server;

	private static ServerCertificate certificate;

	@BeforeAll
	static void startServer() throws IOException {
		certificate = ServerCertificate.create(directory);
		server = EmbeddedPostgres.builder()
			.setServerConfig("ssl", "on")
			.setServerConfig("ssl_cert_file", certificate.certificate().toString())
			.setServerConfig("ssl_key_file", certificate.key().toString())
			.setPGStartupWait(Duration.ofMinutes(1))
			.start();
	}

	@AfterAll
	static void stopServer() throws IOException {
		server.close();
	}

	@Override
	String url() {
		return server.getJdbcUrl("postgres", "postgres") + "&sslmode=verify-full&sslrootcert="
				+ certificate.certificate();
	}

	@Override
	boolean isTls() {
		return true;
	}

}
