package io.github.poolstarter.benchmarks.borrow;

import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Borrows from the pool {@code ai} of Spring's routing data source, with the key on the
 * thread for the time of the borrow. No proxy is involved.
 */
public class KeyedService extends BorrowingService {

	private static final ThreadLocal<String> key = new ThreadLocal<>();

	/**
	 * Create a service.
	 * @param targets the data sources by their keys
	 */
	public KeyedService(Map<Object, Object> targets) {
		super(routing(targets));
	}

	private static DataSource routing(Map<Object, Object> targets) {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

			@Override
			protected @Nullable Object determineCurrentLookupKey() {
				return key.get();
			}

		};
		routing.setTargetDataSources(targets);
		routing.afterPropertiesSet();
		return routing;
	}

	@Override
	public void borrow() throws SQLException {
		key.set(Pools.AI);
		try {
			super.borrow();
		}
		finally {
			key.remove();
		}
	}

	@Override
	public String url() throws SQLException {
		key.set(Pools.AI);
		try {
			return super.url();
		}
		finally {
			key.remove();
		}
	}

}
