package io.github.poolstarter.benchmarks.borrow;

import java.sql.SQLException;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;

/**
 * Borrows from the pool {@code ai} of the starter.
 */
public class AiService extends BorrowingService {

	/**
	 * Create a service.
	 * @param dataSource where it takes connections
	 */
	public AiService(DataSource dataSource) {
		super(dataSource);
	}

	@Override
	@AiWork
	public void borrow() throws SQLException {
		super.borrow();
	}

	@Override
	@AiWork
	public String url() throws SQLException {
		return super.url();
	}

}
