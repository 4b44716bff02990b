package io.github.poolstarter.faults;

import java.sql.Statement;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.ReadOnly;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * The service of the application under load. Each method takes one connection, once,
 * unless it says otherwise: of the pool that its annotation names, else of the pool
 * {@code general}.
 */
class Orders {

	private static final String INSERT = "insert into orders (id) values (?)";

	private final JdbcTemplate jdbc;

	private final PoolTemplate pools;

	Orders(JdbcTemplate jdbc, PoolTemplate pools) {
		this.jdbc = jdbc;
		this.pools = pools;
	}

	@Transactional
	void place(long id) {
		this.jdbc.update(INSERT, id);
	}

	@ReadOnly
	@Transactional(readOnly = true)
	void look(long id) {
		this.jdbc.queryForList("select id from orders limit 5");
	}

	@AiWork
	@Transactional
	void suggest(long id) {
		this.jdbc.update(INSERT, id);
		this.jdbc.execute("select pg_sleep(0.02)");
	}

	/**
	 * Look, and look again if it fails for a while.
	 * @param attempts is told of each attempt that has a connection
	 */
	void lookWithRetry(Runnable attempts) {
		this.pools.executeWithRetry("read", (connection) -> {
			attempts.run();
			try (Statement statement = connection.createStatement()) {
				return statement.execute("select id from orders limit 5");
			}
		});
	}

}
