package io.github.poolstarter.faults;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/**
 * The service of the application under load. Each method takes one connection, once: the
 * first of the pool {@code general}, the others of the pool that their annotation names.
 */
class Orders {

	private static final String INSERT = "insert into orders (id) values (?)";

	private final JdbcTemplate jdbc;

	Orders(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
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

}
