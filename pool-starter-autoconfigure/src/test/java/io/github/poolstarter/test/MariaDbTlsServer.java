package io.github.poolstarter.test;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import org.springframework.test.util.TestSocketUtils;

/**
 * A MariaDB server that speaks TLS, for one test class. {@link MariaDbServer} does not.
 *
 * @see EnabledIfMariaDbInstalled
 */
public final class MariaDbTlsServer implements AutoCloseable {

	private final Process process;

	private final String url;

	private MariaDbTlsServer(Process process, String url) {
		this.process = process;
		this.url = url;
	}

	/**
	 * Start a server.
	 * @param directory an empty directory for its data
	 * @return the server, to be closed
	 * @throws IOException if it could not be started
	 */
	public static MariaDbTlsServer start(Path directory) throws IOException {
		ServerCertificate certificate = ServerCertificate.create(directory);
		int port = TestSocketUtils.findAvailableTcpPort();
		run(directory, "mariadb-install-db", "--auth-root-authentication-method=normal", "--skip-test-db").onExit()
			.join();
		Process process = run(directory, "mariadbd", "--bind-address=127.0.0.1", "--port=" + port,
				"--socket=mariadb.sock", "--pid-file=mariadb.pid", "--skip-grant-tables", "--skip-networking=0",
				"--ssl-cert=" + certificate.certificate(), "--ssl-key=" + certificate.key());
		MariaDbTlsServer server = new MariaDbTlsServer(process, "jdbc:mariadb://localhost:" + port
				+ "/mysql?user=root&sslMode=verify-full&serverSslCert=" + certificate.certificate());
		Awaitility.await("start of MariaDB")
			.atMost(Duration.ofMinutes(1))
			.ignoreExceptionsInstanceOf(SQLException.class)
			.until(server::isReady);
		return server;
	}

	private static Process run(Path directory, String command, String... options) throws IOException {
		String path = Stream.of("/usr/sbin/", "/usr/bin/")
			.map((folder) -> folder + command)
			.filter((file) -> Path.of(file).toFile().canExecute())
			.findFirst()
			.orElse(command);
		List<String> line = new ArrayList<>(List.of(path, "--no-defaults", "--datadir=" + directory.resolve("data"),
				"--user=" + System.getProperty("user.name")));
		line.addAll(List.of(options));
		return new ProcessBuilder(line).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("mariadb.log").toFile()))
			.start();
	}

	private boolean isReady() throws SQLException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("MariaDB has ended with " + this.process.exitValue());
		}
		DriverManager.getConnection(this.url).close();
		return true;
	}

	/**
	 * The JDBC URL of a database, with all that a connection by TLS takes.
	 * @return the URL
	 */
	public String url() {
		return this.url;
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
