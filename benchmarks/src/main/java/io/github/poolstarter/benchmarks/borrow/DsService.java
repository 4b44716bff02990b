package io.github.poolstarter.benchmarks.borrow;

import java.sql.SQLException;

import javax.sql.DataSource;

import com.baomidou.dynamic.datasource.annotation.DS;

/**
 * Borrows from the pool {@code ai} of baomidou's dynamic-datasource.
 */
public class DsService extends BorrowingService {

	/**
	 * Create a service.
	 * @param dataSource where it takes connections
	 */
	public DsService(DataSource dataSource) {
		super(dataSource);
	}

	@Override
	@DS(Pools.AI)
	public void borrow() throws SQLException {
		super.borrow();
	}

	@Override
	@DS(Pools.AI)
	public String url() throws SQLException {
		return super.url();
	}

}
