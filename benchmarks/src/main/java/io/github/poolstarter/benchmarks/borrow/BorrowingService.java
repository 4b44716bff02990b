package io.github.poolstarter.benchmarks.borrow;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Takes connections and gives them back. Its subclasses do so in annotated methods, so
 * that a proxy comes before each borrow.
 */
public class BorrowingService {

	private final DataSource dataSource;

	/**
	 * Create a service.
	 * @param dataSource where it takes connections
	 */
	public BorrowingService(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Take a connection and give it back: what is measured.
	 * @throws SQLException if there is no connection
	 */
	public void borrow() throws SQLException {
		this.dataSource.getConnection().close();
	}

	/**
	 * Tell which database a borrow leads to.
	 * @return the URL of the connection
	 * @throws SQLException if there is no connection
	 */
	public String url() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			return connection.getMetaData().getURL();
		}
	}

}
