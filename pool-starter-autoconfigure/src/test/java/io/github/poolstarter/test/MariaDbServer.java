package io.github.poolstarter.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;

/**
 * The MariaDB server of the tests: the one that is installed on the machine, with a data
 * directory of its own that is gone when the tests are. One a JVM, started when it is
 * first needed. Each test class takes databases of its own.
 *
 * @see EnabledIfMariaDbInstalled
 */
public final class MariaDbServer {

	private static final String SERVER = "mariadbd";

	private static final String INSTALLER = "mariadb-install-db";

	private static final String USERNAME = "tester";

	private static final String PASSWORD = "tester-password";

	private static final AtomicInteger databases = new AtomicInteger();

	private static @Nullable String url;

	private MariaDbServer() {
	}

	/**
	 * Whether this machine has a MariaDB server.
	 * @return whether the commands that it takes were found
	 */
	public static boolean isInstalled() {
		return find(SERVER).isPresent() && find(INSTALLER).isPresent();
	}

	/**
	 * Create an empty database.
	 * @return the database, to be closed when it is no longer needed
	 */
	public static Database createDatabase() {
		String name = "test" + databases.incrementAndGet();
		execute("create database " + name);
		return new Database(name, url() + name, USERNAME, PASSWORD);
	}

	private static synchronized String url() {
		if (url == null) {
			try {
				url = start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return url;
	}

	private static String start() throws IOException {
		Path directory = Files.createTempDirectory("mariadb");
		int port = TestSocketUtils.findAvailableTcpPort();
		String started = "jdbc:mariadb://localhost:" + port + "/";
		Path accounts = Files.writeString(directory.resolve("accounts.sql"), """
				create user '%1$s'@'%%' identified by '%2$s';
				grant all on *.* to '%1$s'@'%%' with grant option;
				""".formatted(USERNAME, PASSWORD));
		run(directory, INSTALLER, "--auth-root-authentication-method=normal", "--skip-test-db").onExit().join();
		Process server = run(directory, SERVER, "--bind-address=127.0.0.1", "--port=" + port, "--max-connections=200",
				"--socket=mariadb.sock", "--pid-file=mariadb.pid", "--init-file=" + accounts);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory), "mariadb-stop"));
		Awaitility.await("start of MariaDB")
			.atMost(Duration.ofMinutes(1))
			.failFast(() -> failIfEnded(server, directory))
			.ignoreExceptionsInstanceOf(SQLException.class)
			.until(() -> {
				DriverManager.getConnection(started, USERNAME, PASSWORD).close();
				return true;
			});
		return started;
	}

	private static Process run(Path directory, String command, String... options) throws IOException {
		List<String> line = new ArrayList<>();
		line.add(find(command).orElseThrow(() -> new IllegalStateException(command + " is not installed")).toString());
		line.addAll(List.of("--no-defaults", "--datadir=" + directory.resolve("data"), "--skip-name-resolve"));
		if (System.getProperty("user.name").equals("root")) {
			line.add("--user=root"); // as root, the server wants to be told so
		}
		line.addAll(List.of(options));
		return new ProcessBuilder(line).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory)))
			.start();
	}

	private static void failIfEnded(Process server, Path directory) throws IOException {
		if (!server.isAlive()) {
			throw new IllegalStateException("MariaDB has not started: " + Files.readString(log(directory).toPath()));
		}
	}

	private static void stop(Process server, Path directory) {
		server.destroy();
		try {
			if (!server.waitFor(10, TimeUnit.SECONDS)) {
				server.destroyForcibly().waitFor();
			}
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static File log(Path directory) {
		return directory.resolve("mariadb.log").toFile();
	}

	/**
	 * Find a command on the path, or where Debian has those of the administrator, which
	 * are not on everybody's path.
	 */
	private static Optional<Path> find(String command) {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.map((directory) -> Path.of(directory, command))
			.filter(Files::isExecutable)
			.findFirst();
	}

	private static void execute(String sql) {
		try (Connection connection = DriverManager.getConnection(url(), USERNAME, PASSWORD);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A database of one test class.
	 *
	 * @param name its name
	 * @param url its JDBC URL
	 * @param username a user with all privileges
	 * @param password the password of that user
	 */
	public record Database(String name, String url, String username, String password) implements AutoCloseable {

		/**
		 * The properties that make this the database of an application.
		 * @return {@code spring.datasource.*}
		 */
		public String[] properties() {
			return new String[] { "spring.datasource.url=" + this.url, "spring.datasource.username=" + this.username,
					"spring.datasource.password=" + this.password };
		}

		/**
		 * Drop the database, and the connections that are still open to it.
		 */
		@Override
		public void close() {
			execute("""
					begin not atomic
						for open in (select id from information_schema.processlist where db = '%1$s') do
							kill open.id;
						end for;
						drop database if exists %1$s;
					end
					""".formatted(this.name));
		}

	}

}
