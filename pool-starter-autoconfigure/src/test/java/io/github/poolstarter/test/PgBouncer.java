package io.github.poolstarter.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;

/**
 * A PgBouncer of a test, in front of one of its databases: the one that is installed on
 * the machine, on a port of its own. Whoever comes is let in, as the user of the
 * database.
 *
 * @see EnabledIfPgBouncerInstalled
 */
public final class PgBouncer implements AutoCloseable {

	private static final String POOLER = "pgbouncer";

	// It refuses to run as root
	private static final String ORDINARY_USER = "nobody";

	private static final Pattern VERSION = Pattern.compile("PgBouncer (\\d+)\\.(\\d+)");

	private final Path directory;

	private final int port;

	private final PostgresServer.Database database;

	private final Process process;

	private PgBouncer(Path directory, int port, PostgresServer.Database database, List<String> settings)
			throws IOException {
		this.directory = directory;
		this.port = port;
		this.database = database;
		this.process = run(settings);
	}

	/**
	 * Whether this machine has a PgBouncer.
	 * @return whether the command was found
	 */
	public static boolean isInstalled() {
		return find().isPresent();
	}

	/**
	 * Whether the PgBouncer of this machine can keep account of prepared statements,
	 * which it does from 1.21 on.
	 * @return whether it has {@code max_prepared_statements}
	 */
	public static boolean knowsPreparedStatements() {
		try {
			Process process = new ProcessBuilder(command(), "--version").redirectErrorStream(true).start();
			Matcher version = VERSION.matcher(new String(process.getInputStream().readAllBytes()));
			return version.find()
					&& Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2)) >= 1021;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start a pooler.
	 * @param database the database behind it
	 * @param settings its settings, each as in its file
	 * @return the pooler, to be closed
	 */
	public static PgBouncer start(PostgresServer.Database database, String... settings) {
		try {
			Path directory = Files.createTempDirectory("pgbouncer",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
			return new PgBouncer(directory, TestSocketUtils.findAvailableTcpPort(), database, List.of(settings));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The JDBC URL of the database by way of the pooler.
	 * @return the URL, without user and password
	 */
	public String url() {
		return "jdbc:postgresql://localhost:" + this.port + "/" + this.database.name();
	}

	/**
	 * The properties that make this the database of an application.
	 * @return {@code spring.datasource.*}
	 */
	public String[] properties() {
		return new String[] { "spring.datasource.url=" + url(),
				"spring.datasource.username=" + this.database.username(),
				"spring.datasource.password=" + this.database.password() };
	}

	private Process run(List<String> settings) throws IOException {
		URI target = URI.create(this.database.url().substring("jdbc:".length()));
		List<String> lines = new ArrayList<>(List.of("[databases]",
				"%s = host=%s port=%d user=%s password=%s".formatted(this.database.name(), target.getHost(),
						target.getPort(), this.database.username(), this.database.password()),
				"[pgbouncer]", "listen_addr = 127.0.0.1", "listen_port = " + this.port, "unix_socket_dir =",
				"auth_type = any", "ignore_startup_parameters = extra_float_digits"));
		lines.addAll(settings);
		Path configuration = Files.write(this.directory.resolve("pgbouncer.ini"), lines);
		List<String> line = new ArrayList<>(List.of(command()));
		if (System.getProperty("user.name").equals("root")) {
			line.addAll(List.of("-u", ORDINARY_USER));
		}
		line.add(configuration.toString());
		File log = this.directory.resolve("pgbouncer.log").toFile();
		Process started = new ProcessBuilder(line).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
			.start();
		// Should the JVM end before the test does
		Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly, "pgbouncer-stop"));
		Awaitility.await("start of PgBouncer")
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.failFast(() -> failIfEnded(started, log))
			.ignoreExceptionsInstanceOf(IOException.class)
			.until(() -> {
				new Socket(InetAddress.getByName("127.0.0.1"), this.port).close();
				return true;
			});
		return started;
	}

	private static void failIfEnded(Process pooler, File log) throws IOException {
		if (!pooler.isAlive()) {
			throw new IllegalStateException("PgBouncer has not started: " + Files.readString(log.toPath()));
		}
	}

	private static String command() {
		return find().orElseThrow(() -> new IllegalStateException(POOLER + " is not installed")).toString();
	}

	/**
	 * Find the command on the path, or where Debian has those of the administrator.
	 */
	private static Optional<Path> find() {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
			.map((directory) -> Path.of(directory, POOLER))
			.filter(Files::isExecutable)
			.findFirst();
	}

	@Override
	public void close() {
		// It would wait for its clients if it was asked
		this.process.destroyForcibly();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("PgBouncer does not end");
			}
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
