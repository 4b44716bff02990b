package io.github.poolstarter.test;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL primary and its streaming replicas, each a process that a test may stop,
 * kill and freeze. Made from the binaries of the embedded server: as these come without
 * {@code pg_basebackup}, a replica begins with a copy of the primary's data directory
 * from before its first start, and has everything since by streaming. Not safe for use by
 * several threads.
 */
public final class PostgresCluster implements AutoCloseable {

	/**
	 * The superuser, who needs no password.
	 */
	public static final String USERNAME = "postgres";

	private static final boolean ROOT = System.getProperty("user.name").equals("root");

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static @Nullable Path binaries;

	private final Path directory;

	private final Server primary;

	private final Map<String, Server> replicas = new LinkedHashMap<>();

	private final Thread closer = new Thread(this::destroy, "postgres-cluster-stop");

	private PostgresCluster(String... replicas) throws IOException {
		this.directory = Files.createTempDirectory("postgres-cluster");
		Runtime.getRuntime().addShutdownHook(this.closer);
		Path data = this.directory.resolve("primary");
		initialize(data);
		this.primary = new Server("primary", data);
		for (String name : replicas) {
			this.replicas.put(name, standby(name, data));
		}
	}

	/**
	 * Start a primary and its replicas.
	 * @param replicas the names of the replicas
	 * @return the cluster, to be closed
	 */
	public static PostgresCluster start(String... replicas) {
		try {
			PostgresCluster cluster = new PostgresCluster(replicas);
			cluster.primary.start();
			cluster.replicas.values().forEach(Server::start);
			cluster.awaitReplay();
			return cluster;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The primary.
	 * @return its server
	 */
	public Server primary() {
		return this.primary;
	}

	/**
	 * A replica.
	 * @param name its name
	 * @return its server
	 */
	public Server replica(String name) {
		return Objects.requireNonNull(this.replicas.get(name));
	}

	/**
	 * Wait until all replicas that run have replayed what the primary has written.
	 */
	public void awaitReplay() {
		String written = this.primary.query("select pg_current_wal_lsn()");
		for (Server replica : this.replicas.values()) {
			if (replica.isRunning()) {
				Awaitility.await("replay by " + replica.name)
					.atMost(PATIENCE)
					.ignoreExceptionsInstanceOf(IllegalStateException.class)
					.until(() -> "t"
						.equals(replica.query("select pg_last_wal_replay_lsn() >= '" + written + "'::pg_lsn")));
			}
		}
	}

	private static void initialize(Path data) throws IOException {
		Path log = data.resolveSibling("initdb.log");
		Process process = run(log, "initdb", "-A", "trust", "-U", USERNAME, "-D", data.toString(), "-E", "UTF-8",
				"--no-locale", "--no-sync");
		if (process.onExit().join().exitValue() != 0) {
			throw new IllegalStateException("initdb has failed: " + Files.readString(log));
		}
	}

	private Server standby(String name, Path primaryData) throws IOException {
		Path data = this.directory.resolve(name);
		FileSystemUtils.copyRecursively(primaryData, data);
		Files.setPosixFilePermissions(data, Files.getPosixFilePermissions(primaryData));
		Files.createFile(data.resolve("standby.signal"));
		Files.writeString(data.resolve("postgresql.auto.conf"),
				"primary_conninfo = 'host=127.0.0.1 port=%d user=%s application_name=%s'%n".formatted(this.primary.port,
						USERNAME, name));
		return new Server(name, data);
	}

	private static Process run(Path log, String command, String... options) throws IOException {
		List<String> line = new ArrayList<>();
		if (ROOT) {
			// The server refuses to run as root, and does not know who this is then
			line.addAll(List.of("unshare", "-U"));
		}
		line.add(binaries().resolve("bin").resolve(command).toString());
		line.addAll(List.of(options));
		return new ProcessBuilder(line).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
	}

	private static synchronized Path binaries() throws IOException {
		if (binaries == null) {
			Path directory = Files.createTempDirectory("postgres-binaries");
			Runtime.getRuntime()
				.addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
			String architecture = System.getProperty("os.arch").replace("amd64", "x86_64");
			try (TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(
					DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", architecture))))) {
				unpack(archive, directory);
			}
			binaries = directory;
		}
		return binaries;
	}

	private static void unpack(TarArchiveInputStream archive, Path directory) throws IOException {
		TarArchiveEntry entry = archive.getNextEntry();
		while (entry != null) {
			Path target = directory.resolve(entry.getName());
			if (entry.isDirectory()) {
				Files.createDirectories(target);
			}
			else {
				Files.createDirectories(target.getParent());
				unpack(archive, entry, target);
			}
			entry = archive.getNextEntry();
		}
	}

	private static void unpack(InputStream content, TarArchiveEntry entry, Path target) throws IOException {
		if (entry.isSymbolicLink()) {
			Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
			return;
		}
		Files.copy(content, target);
		if ((entry.getMode() & 0100) != 0) {
			target.toFile().setExecutable(true);
		}
	}

	private void destroy() {
		Stream.concat(this.replicas.values().stream(), Stream.ofNullable(this.primary)).forEach(Server::kill);
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.closer);
		destroy();
	}

	/**
	 * One of the servers.
	 */
	public static final class Server {

		private final String name;

		private final Path data;

		private final Path log;

		private final int port = TestSocketUtils.findAvailableTcpPort();

		private @Nullable Process process;

		private Server(String name, Path data) {
			this.name = name;
			this.data = data;
			this.log = data.resolveSibling(name + ".log");
		}

		/**
		 * The JDBC URL of the database {@code postgres}, with the user in it.
		 * @return the URL
		 */
		public String url() {
			return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s".formatted(this.port, USERNAME);
		}

		/**
		 * Start the server, and wait until it answers.
		 */
		public void start() {
			try {
				this.process = run(this.log, "postgres", "-D", this.data.toString(), "-p", String.valueOf(this.port),
						"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c",
						"wal_keep_size=256MB", "-c", "wal_receiver_status_interval=100ms", "-c",
						"wal_retrieve_retry_interval=100ms", "-c", "shared_buffers=16MB", "-c", "timezone=UTC");
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Awaitility.await("start of " + this.name).atMost(PATIENCE).until(this::answers);
		}

		private boolean answers() throws IOException {
			if (!isRunning()) {
				throw new IllegalStateException(this.name + " has not started: " + log());
			}
			try {
				connect().close();
				return true;
			}
			catch (SQLException ex) {
				return false;
			}
		}

		/**
		 * Stop the server as an operator would: its connections end, and what it has is
		 * written.
		 */
		public void stop() {
			Process process = Objects.requireNonNull(this.process);
			signal("INT", process.toHandle());
			try {
				if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
					throw new IllegalStateException(this.name + " has not stopped: " + log());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Kill the server and all its backends with {@code SIGKILL}.
		 */
		public void kill() {
			List<ProcessHandle> processes = processes();
			processes.forEach(ProcessHandle::destroyForcibly);
			processes.forEach((process) -> process.onExit().join());
		}

		/**
		 * Freeze the server and all its backends: connections are accepted by the
		 * operating system, and nothing answers.
		 */
		public void freeze() {
			// The one that makes new ones first
			processes().forEach((process) -> signal("STOP", process));
			processes().forEach((process) -> signal("STOP", process));
		}

		/**
		 * Let a frozen server go on.
		 */
		public void thaw() {
			processes().forEach((process) -> signal("CONT", process));
		}

		private List<ProcessHandle> processes() {
			Process process = this.process;
			return (process == null || !process.isAlive()) ? List.of()
					: Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
		}

		private static void signal(String signal, ProcessHandle process) {
			try {
				new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().onExit().join();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Whether the server's process is there, frozen or not.
		 * @return whether it runs
		 */
		public boolean isRunning() {
			return this.process != null && this.process.isAlive();
		}

		/**
		 * Let this replica go on receiving, and replay nothing of it.
		 */
		public void pauseReplay() {
			query("select pg_wal_replay_pause()");
			Awaitility.await("pause of replay")
				.atMost(PATIENCE)
				.until(() -> "paused".equals(query("select pg_get_wal_replay_pause_state()")));
		}

		/**
		 * Let this replica replay again.
		 */
		public void resumeReplay() {
			query("select pg_wal_replay_resume()");
		}

		/**
		 * How far this replica's replay is behind what it has received.
		 * @return the lag in bytes
		 */
		public long lag() {
			return Long.parseLong(query("select pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn()"));
		}

		/**
		 * Let a role log in only with its password.
		 * @param role the role
		 */
		public void requirePassword(String role) {
			Path rules = this.data.resolve("pg_hba.conf");
			try {
				Files.writeString(rules,
						"host all %s 127.0.0.1/32 scram-sha-256%n%s".formatted(role, Files.readString(rules)));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			query("select pg_reload_conf()");
			Awaitility.await("reload of pg_hba.conf").atMost(PATIENCE).until(() -> rejects(role));
		}

		private boolean rejects(String role) {
			try {
				DriverManager.getConnection(url().replace("user=" + USERNAME, "user=" + role + "&password=wrong"))
					.close();
				return false;
			}
			catch (SQLException ex) {
				return "28P01".equals(ex.getSQLState());
			}
		}

		/**
		 * Connect to the server as its superuser.
		 * @return a connection, to be closed
		 * @throws SQLException if the server can't be reached
		 */
		public Connection connect() throws SQLException {
			return DriverManager.getConnection(url());
		}

		/**
		 * Run a statement as the superuser.
		 * @param sql the statement
		 */
		public void execute(String sql) {
			try (Connection connection = connect(); Statement statement = connection.createStatement()) {
				statement.execute(sql);
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Ask for one value, as the superuser.
		 * @param sql the query
		 * @return the first column of the first row
		 */
		public String query(String sql) {
			try (Connection connection = connect();
					Statement statement = connection.createStatement();
					ResultSet result = statement.executeQuery(sql)) {
				result.next();
				return String.valueOf(result.getString(1));
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * What the server has logged.
		 * @return its log
		 */
		public String log() {
			try {
				return Files.readString(this.log);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
