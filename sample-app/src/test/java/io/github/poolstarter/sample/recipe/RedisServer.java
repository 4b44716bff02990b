package io.github.poolstarter.sample.recipe;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;

/**
 * A Redis server of a test: the one that is installed on the machine, on a port of its
 * own, with a directory of its own that is gone when it is closed. It keeps nothing, and
 * it can be stopped and started again.
 *
 * @see EnabledIfRedisInstalled
 */
public final class RedisServer implements AutoCloseable {

	private static final String SERVER = "redis-server";

	private final Path directory;

	private final int port;

	private Process process;

	private RedisServer(Path directory, int port) {
		this.directory = directory;
		this.port = port;
		this.process = run();
	}

	/**
	 * Whether this machine has a Redis server.
	 * @return whether the command was found
	 */
	public static boolean isInstalled() {
		return find().isPresent();
	}

	/**
	 * Start a server.
	 * @return the server, to be closed
	 */
	public static RedisServer start() {
		try {
			return new RedisServer(Files.createTempDirectory("redis"), TestSocketUtils.findAvailableTcpPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The port that it listens to, on localhost.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Stop the server, which ends all connections.
	 */
	void stop() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/**
	 * Start the server again after it was stopped, on the same port and with no data.
	 */
	void restart() {
		this.process = run();
	}

	private Process run() {
		List<String> line = new ArrayList<>();
		line.add(find().orElseThrow(() -> new IllegalStateException(SERVER + " is not installed")).toString());
		line.addAll(List.of("--port", String.valueOf(this.port), "--bind", "127.0.0.1", "--dir",
				this.directory.toString(), "--save", "", "--appendonly", "no", "--daemonize", "no"));
		File log = this.directory.resolve("redis.log").toFile();
		try {
			Process started = new ProcessBuilder(line).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
				.start();
			// Should the JVM end before the test does
			Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly, "redis-stop"));
			Awaitility.await("start of Redis")
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
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void failIfEnded(Process server, File log) throws IOException {
		if (!server.isAlive()) {
			throw new IllegalStateException("Redis has not started: " + Files.readString(log.toPath()));
		}
	}

	private static Optional<Path> find() {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Arrays.stream(path.split(File.pathSeparator))
			.map((directory) -> Path.of(directory, SERVER))
			.filter(Files::isExecutable)
			.findFirst();
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				stop();
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
