package org.apache.shop;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.github.poolstarter.PoolTemplate;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * A service of the shop.
 */
public class OrderService {

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	private final TransactionOperations transactions;

	private final PoolTemplate pools;

	public OrderService(DataSource dataSource, TransactionOperations transactions, PoolTemplate pools) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
		this.transactions = transactions;
		this.pools = pools;
	}

	public void count() {
		this.jdbc.queryForObject("select 1", Integer.class);
	}

	public void countInTemplate() {
		this.transactions.executeWithoutResult((status) -> count());
	}

	public void countThroughOwnProvider() throws SQLException {
		try (Connection connection = new TenantConnections(this.dataSource).getConnection("acme")) {
			connection.createStatement().execute("select 1");
		}
	}

	public void countInTransactionOnPool(Checkout checkout) {
		this.pools.run("ai", checkout::pay);
	}

	/**
	 * A service that is a nested class.
	 */
	public static class Checkout {

		private final JdbcTemplate jdbc;

		public Checkout(DataSource dataSource) {
			this.jdbc = new JdbcTemplate(dataSource);
		}

		@Transactional
		public void pay() {
			this.jdbc.queryForObject("select 1", Integer.class);
		}

	}

	/**
	 * Hands connections on, as a connection provider of Hibernate's does.
	 */
	static class TenantConnections {

		private final DataSource dataSource;

		TenantConnections(DataSource dataSource) {
			this.dataSource = dataSource;
		}

		Connection getConnection(String tenant) throws SQLException {
			Connection connection = this.dataSource.getConnection();
			connection.setClientInfo("ApplicationName", tenant);
			return connection;
		}

	}

}
