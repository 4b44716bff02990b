package io.github.poolstarter.benchmarks.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Asks a database for nothing, so that what is measured is the way there and back.
 */
public class SelectOneService {

	private final DataSource dataSource;

	/**
	 * Create a service.
	 * @param dataSource where it takes connections
	 */
	public SelectOneService(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Take a connection, run a statement some times, and give the connection back.
	 * @param times how often the statement is run
	 * @throws SQLException if the database does not answer
	 */
	public void run(int times) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement("select 1")) {
			for (int time = 0; time < times; time++) {
				try (ResultSet result = statement.executeQuery()) {
					if (!result.next() || result.getInt(1) != 1) {
						throw new SQLException("One is not one");
					}
				}
			}
		}
	}

}
