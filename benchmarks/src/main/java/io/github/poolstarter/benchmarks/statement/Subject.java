package io.github.poolstarter.benchmarks.statement;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.benchmarks.boot.StarterVariant;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * One side of the comparison: a service that runs statements, and the pool behind it. The
 * pool opens a connection when it has none to give, so there is one at a time, and it is
 * a new one after each {@link #renew()}.
 *
 * @param service runs the statements
 * @param pool where its connections come from
 * @param resources what to close in the end
 */
record Subject(SelectOneService service, HikariDataSource pool, Closeable resources) implements Closeable {

	private static final int WARM_UP = 200;

	static Subject hikari(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMinimumIdle(0);
		HikariDataSource pool = new HikariDataSource(config);
		return new Subject(new SelectOneService(pool), pool, pool);
	}

	static Subject starter(String url) {
		ConfigurableApplicationContext context = StarterVariant.ALL.start(
				Map.of("pools.jdbc.general.url", url, "pools.jdbc.ai.url", url, "pools.defaults.minimum-idle", 0),
				AiSelectOneService.class);
		return new Subject(context.getBean(SelectOneService.class),
				context.getBean(PoolRegistry.class).get("ai").dataSource(), context);
	}

	/**
	 * Change to a new connection, and use it until the driver and the server know the
	 * statement. Two connections to the same server need not be equally fast; a draw for
	 * each pair keeps the difference from favouring a side.
	 * @throws SQLException if the database does not answer
	 */
	void renew() throws SQLException {
		this.pool.getHikariPoolMXBean().softEvictConnections();
		this.service.run(WARM_UP);
	}

	/**
	 * Run some statements.
	 * @param statements how many
	 * @param perBorrow how many of them with one connection before it is given back
	 * @return the time for each statement, in microseconds
	 * @throws SQLException if the database does not answer
	 */
	double time(int statements, int perBorrow) throws SQLException {
		long start = System.nanoTime();
		for (int done = 0; done < statements; done += perBorrow) {
			this.service.run(perBorrow);
		}
		return (System.nanoTime() - start) / 1000.0 / statements;
	}

	@Override
	public void close() throws IOException {
		this.resources.close();
	}

}
