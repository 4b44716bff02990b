package io.github.poolstarter.benchmarks.pooling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database of the comparison, and what is asked of it. Each method takes a connection
 * of its own and gives it back. Written in plain JDBC, so that nothing keeps a connection
 * between two of them. Safe for use by several threads, if the data source is.
 */
class Shop {

	private static final int CUSTOMERS = 1000;

	private static final int REGIONS = 20;

	private static final int ORDERS = 50_000;

	private static final String SIMPLE = "select name from customer where id = ?";

	private static final String COMPLEX = """
			select c.id, c.name, count(*), sum(o.amount) from customer c join orders o on o.customer = c.id
			where c.region = ? group by c.id, c.name order by 4 desc limit 10""";

	private static final String WRITE = "update orders set amount = amount + 1 where id = ?";

	private final DataSource dataSource;

	/**
	 * Create a shop.
	 * @param dataSource where it takes connections
	 */
	Shop(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Create the tables and fill them.
	 * @param database where they are to be
	 */
	static void createTables(JdbcClient database) {
		database.sql("create table customer (id int primary key, name text not null, region int not null)").update();
		database.sql("create table orders (id int primary key, customer int not null, amount int not null)").update();
		database
			.sql("insert into customer select id, 'Customer ' || id, id % :regions from generate_series(1, :rows) id")
			.param("regions", REGIONS)
			.param("rows", CUSTOMERS)
			.update();
		database.sql("insert into orders select id, id % :customers + 1, id % 97 from generate_series(1, :rows) id")
			.param("customers", CUSTOMERS)
			.param("rows", ORDERS)
			.update();
		database.sql("create index on customer (region)").update();
		database.sql("create index on orders (customer)").update();
		database.sql("vacuum analyze").update();
	}

	/**
	 * Read a row by its key.
	 * @param random what chooses the row
	 * @throws SQLException if it can't be read
	 */
	void readCustomer(RandomGenerator random) throws SQLException {
		query(SIMPLE, random.nextInt(CUSTOMERS) + 1, 1);
	}

	/**
	 * Join the customers of a region with their orders, 2,500 rows, and sum them up.
	 * @param random what chooses the region
	 * @throws SQLException if they can't be read
	 */
	void readBestCustomers(RandomGenerator random) throws SQLException {
		query(COMPLEX, random.nextInt(REGIONS), 10);
	}

	/**
	 * Change a row by its key.
	 * @param random what chooses the row
	 * @throws SQLException if it can't be changed
	 */
	void changeOrder(RandomGenerator random) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(WRITE)) {
			statement.setInt(1, random.nextInt(ORDERS) + 1);
			expect(1, statement.executeUpdate());
		}
	}

	private void query(String sql, int parameter, int expectedRows) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setInt(1, parameter);
			try (ResultSet result = statement.executeQuery()) {
				int rows = 0;
				while (result.next()) {
					rows++;
				}
				expect(expectedRows, rows);
			}
		}
	}

	private static void expect(int expected, int rows) throws SQLException {
		if (rows != expected) {
			throw new SQLException("Expected " + expected + " rows, not " + rows);
		}
	}

}
