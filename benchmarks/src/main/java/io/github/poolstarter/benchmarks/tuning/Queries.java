package io.github.poolstarter.benchmarks.tuning;

import java.time.Duration;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * A service whose holds are made of one thing each: of waiting in the database, of the
 * database's work, or of waiting in the application. Written as an application's would
 * be. Safe for use by several threads.
 */
public class Queries {

	private static final double NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

	private static final long NANOS_A_MILLISECOND = Duration.ofMillis(1).toNanos();

	private final JdbcClient database;

	/**
	 * Create a service.
	 * @param database the database
	 */
	public Queries(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Hold a connection while the server sleeps, which takes nothing from anybody else.
	 * PostgreSQL sleeps for whole milliseconds, rounded up.
	 * @param nanos how long
	 */
	@AiWork
	public void sleep(long nanos) {
		this.database.sql("select 1 from pg_sleep(?)").param(nanos / NANOS_A_SECOND).query(Integer.class).single();
	}

	/**
	 * Hold a connection while a processor of the server is at work.
	 * @param rows how much there is to do
	 */
	@AiWork
	public void compute(int rows) {
		this.database.sql("select sum(sqrt(i)) from generate_series(1, ?) i").param(rows).query(Double.class).single();
	}

	/**
	 * Read a little, and hold the transaction while the application waits for something
	 * else.
	 * @param nanos how long
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	@ReadOnly
	@Transactional(readOnly = true)
	public void think(long nanos) throws InterruptedException {
		this.database.sql("select 1").query(Integer.class).single();
		Thread.sleep(nanos / NANOS_A_MILLISECOND, (int) (nanos % NANOS_A_MILLISECOND));
	}

}
