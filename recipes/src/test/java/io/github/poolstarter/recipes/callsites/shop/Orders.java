package io.github.poolstarter.recipes.callsites.shop;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A service.
 */
public class Orders {

	private final JdbcTemplate jdbc;

	Orders(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Work with the database.
	 */
	public void count() {
		this.jdbc.queryForObject("select 1", Integer.class);
	}

}
