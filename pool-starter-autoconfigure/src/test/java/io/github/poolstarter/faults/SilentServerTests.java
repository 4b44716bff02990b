package io.github.poolstarter.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server costs that accepts connections and never says a word.
 */
class SilentServerTests {

	private static final int ATTEMPTS = 5;

	// The one that is made, and the one that is being given up
	private static final int AT_ONCE = 2;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class))
		.withPropertyValues("pools.jdbc.ai.username=cook", "pools.jdbc.ai.minimum-idle=1",
				"pools.jdbc.ai.connection-timeout=1s", "pools.jdbc.ai.startup=optional", "spring.sql.init.mode=never");

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost:%d/menu", "jdbc:mariadb://localhost:%d/menu" })
	void aServerThatNeverAnswersCostsNoMoreThreadsAndSocketsWithEveryAttempt(String url) {
		assertThatNothingGrows(this.runner.withPropertyValues("pools.jdbc.ai.driver-class-name=" + driver(url)), url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracking.busy-time=off", "jdbc.ai.network-timeout=10m" })
	void norDoesItWithAnySetting(String setting) {
		assertThatNothingGrows(this.runner.withPropertyValues("pools." + setting),
				"jdbc:postgresql://localhost:%d/menu");
	}

	private static String driver(String url) {
		return (url.startsWith("jdbc:mariadb")) ? "org.mariadb.jdbc.Driver" : "org.postgresql.Driver";
	}

	private void assertThatNothingGrows(ApplicationContextRunner runner, String url) {
		try (SilentServer server = new SilentServer()) {
			runner.withPropertyValues("pools.jdbc.ai.url=" + url.formatted(server.port())).run((context) -> {
				PoolTracker tracker = context.getBean(PoolTrackers.class).get("ai");
				await().until(() -> {
					assertThat(logins()).isLessThanOrEqualTo(AT_ONCE);
					assertThat(server.open()).isLessThanOrEqualTo(AT_ONCE);
					return tracker.stats().failed() >= ATTEMPTS;
				});
			});
			await().until(() -> logins() == 0 && server.open() == 0);
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

	private static long logins() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("PostgreSQL JDBC driver connection"))
			.count();
	}

	/**
	 * Accepts connections, and sends nothing.
	 */
	private static final class SilentServer implements AutoCloseable {

		private final ServerSocket listener;

		private final Set<Socket> open = ConcurrentHashMap.newKeySet();

		SilentServer() {
			try {
				this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			start(this::accept);
		}

		int port() {
			return this.listener.getLocalPort();
		}

		/**
		 * How many connections their clients have not closed yet.
		 * @return the number of sockets
		 */
		int open() {
			return this.open.size();
		}

		private void accept() {
			while (!this.listener.isClosed()) {
				try {
					Socket client = this.listener.accept();
					this.open.add(client);
					start(() -> readToTheEnd(client));
				}
				catch (IOException ex) {
					// The listener was closed
				}
			}
		}

		private void readToTheEnd(Socket client) {
			try (client) {
				while (client.getInputStream().read() >= 0) {
					continue;
				}
			}
			catch (IOException ex) {
				// So it is closed too
			}
			this.open.remove(client);
		}

		private static void start(Runnable work) {
			Thread thread = new Thread(work, "silent-server");
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		public void close() {
			try {
				this.listener.close();
				for (Socket client : this.open) {
					client.close();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
