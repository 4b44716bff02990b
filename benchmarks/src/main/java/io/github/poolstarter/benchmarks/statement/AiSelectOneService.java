package io.github.poolstarter.benchmarks.statement;

import java.sql.SQLException;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;

/**
 * Does so through the pool {@code ai} of the starter.
 */
public class AiSelectOneService extends SelectOneService {

	/**
	 * Create a service.
	 * @param dataSource where it takes connections
	 */
	public AiSelectOneService(DataSource dataSource) {
		super(dataSource);
	}

	@Override
	@AiWork
	public void run(int times) throws SQLException {
		super.run(times);
	}

}
