package io.github.poolstarter.benchmarks.tuning;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.benchmarks.boot.StarterVariant;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.PoolResizer;
import io.github.poolstarter.sizing.PoolSettings;
import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.PoolTrackers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application with the starter, on a PostgreSQL of its own, whose pools {@code ai} and
 * {@code read} can be given any size. The evidence is what the starter itself has
 * recorded. To be used by one thread.
 */
final class PooledApplication implements AutoCloseable {

	static final String AI = "ai";

	static final String READ = "read";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(60);

	private static final int SIZE = 10;

	private final EmbeddedPostgres server;

	private final ConfigurableApplicationContext context;

	private PooledApplication(EmbeddedPostgres server, ConfigurableApplicationContext context) {
		this.server = server;
		this.context = context;
	}

	/**
	 * Start the server and the application.
	 * @return the application, to be closed
	 * @throws IOException if the server can't be started
	 */
	static PooledApplication start() throws IOException {
		EmbeddedPostgres server = EmbeddedPostgres.start();
		Map<String, Object> properties = new HashMap<>();
		properties.put("pools.default-pool", AI);
		properties.put("pools.defaults.url", server.getJdbcUrl("postgres", "postgres"));
		properties.put("pools.defaults.connection-timeout", CONNECTION_TIMEOUT.toSeconds() + "s");
		for (String pool : List.of(AI, READ)) {
			properties.put("pools.jdbc." + pool + ".minimum-idle", SIZE);
			properties.put("pools.jdbc." + pool + ".maximum-pool-size", SIZE);
		}
		return new PooledApplication(server, StarterVariant.ALL.start(properties, Queries.class));
	}

	Queries queries() {
		return this.context.getBean(Queries.class);
	}

	/**
	 * Give a pool another size, and wait until all its connections are open and idle.
	 * @param pool the name of the pool
	 * @param size how many connections it is to have
	 * @throws InterruptedException if the thread is interrupted
	 */
	void resize(String pool, int size) throws InterruptedException {
		JdbcPool managed = this.context.getBean(JdbcPools.class).get(pool);
		HikariDataSource dataSource = managed.dataSource();
		PoolSettings now = PoolSettings.of(dataSource);
		this.context.getBean(PoolResizer.class)
			.apply(managed, new PoolSettings(size, size, now.connectionTimeout(), now.validationTimeout(),
					now.idleTimeout(), now.maxLifetime()));
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (hikari.getTotalConnections() != size || hikari.getIdleConnections() != size) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("The pool '%s' does not get %d connections, it has %d".formatted(pool,
						size, hikari.getTotalConnections()));
			}
			Thread.sleep(1);
		}
	}

	/**
	 * What a pool has recorded.
	 * @param pool the name of the pool
	 * @param fromNanos since when, a reading of {@link System#nanoTime()}
	 * @return what came since then and has ended
	 */
	Recording recording(String pool, long fromNanos) {
		List<Borrow> borrows = this.context.getBean(PoolTrackers.class)
			.get(pool)
			.borrows()
			.stream()
			.filter((borrow) -> borrow.arrivalNanos() - fromNanos >= 0)
			.toList();
		HikariDataSource dataSource = this.context.getBean(PoolRegistry.class).get(pool).dataSource();
		return new Recording(borrows, dataSource.getMaximumPoolSize(), CONNECTION_TIMEOUT.toNanos(), fromNanos);
	}

	@Override
	public void close() throws IOException {
		this.context.close();
		this.server.close();
	}

}
