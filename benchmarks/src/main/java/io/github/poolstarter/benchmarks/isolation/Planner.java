package io.github.poolstarter.benchmarks.isolation;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * A service with quick and slow work, written as an application's would be. Without the
 * starter its annotations say nothing, and all of it uses the only pool there is. Safe
 * for use by several threads.
 */
public class Planner {

	/**
	 * Rows of each table.
	 */
	static final int ROWS = 5000;

	private final JdbcClient database;

	/**
	 * Create a service.
	 * @param database where it keeps things
	 */
	public Planner(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Create the tables and fill them.
	 * @param database where they are to be
	 */
	static void createTables(JdbcClient database) {
		database.sql("create table recipe (id int primary key, name text not null, steps text not null)").update();
		database.sql(
				"insert into recipe select id, 'Recipe ' || id, repeat('Stir. ', 50) from generate_series(1, :rows) id")
			.param("rows", ROWS)
			.update();
		// Room in each page, so that an update does not touch the index
		database.sql("create table item (id int primary key, amount int not null) with (fillfactor = 50)").update();
		database.sql("insert into item select id, 0 from generate_series(1, :rows) id").param("rows", ROWS).update();
		database.sql("analyze").update();
	}

	/**
	 * Read a row by its key.
	 * @return what it says
	 */
	@ReadOnly
	public String readRecipe() {
		return this.database.sql("select steps from recipe where id = ?").param(key()).query(String.class).single();
	}

	/**
	 * Change a row by its key, in a transaction.
	 */
	@Transactional
	public void addItem() {
		this.database.sql("update item set amount = amount + 1 where id = ?").param(key()).update();
	}

	/**
	 * Read a row, and hold the transaction while a model thinks about it, somewhere else.
	 * @param model how long it thinks
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	@AiWork
	@Transactional
	public void generateMenu(Duration model) throws InterruptedException {
		this.database.sql("select name from recipe where id = ?").param(key()).query(String.class).single();
		Thread.sleep(model.toMillis());
	}

	private static int key() {
		return ThreadLocalRandom.current().nextInt(ROWS) + 1;
	}

}
