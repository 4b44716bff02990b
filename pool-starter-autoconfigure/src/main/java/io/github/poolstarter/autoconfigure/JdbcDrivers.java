package io.github.poolstarter.autoconfigure;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

import io.github.poolstarter.database.JdbcUrls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.util.ClassUtils;

/**
 * Knows which dependency has the driver of a database.
 */
final class JdbcDrivers {

	private static final Map<String, String> DEPENDENCIES = Map.of("postgresql", "org.postgresql:postgresql", "mysql",
			"com.mysql:mysql-connector-j", "mariadb", "org.mariadb.jdbc:mariadb-java-client", "h2", "com.h2database:h2",
			"sqlserver", "com.microsoft.sqlserver:mssql-jdbc", "oracle", "com.oracle.database.jdbc:ojdbc11", "sqlite",
			"org.xerial:sqlite-jdbc", "derby", "org.apache.derby:derby", "hsqldb", "org.hsqldb:hsqldb", "db2",
			"com.ibm.db2:jcc");

	private JdbcDrivers() {
	}

	/**
	 * The dependency that an application lacks to connect to a database. That of a
	 * wrapping driver is not known, only that of the driver it wraps.
	 * @return the dependency, {@code null} if there is a driver, or nobody knows where to
	 * get it
	 */
	static @Nullable String missingFor(String url) {
		String wrapped = JdbcUrls.unwrapped(url);
		DatabaseDriver driver = DatabaseDriver.fromJdbcUrl(wrapped);
		String driverClassName = driver.getDriverClassName();
		boolean present = (driverClassName != null && ClassUtils.isPresent(driverClassName, null))
				|| DriverManager.drivers().anyMatch((candidate) -> accepts(candidate, wrapped));
		return (present) ? null : DEPENDENCIES.get(driver.getId());
	}

	private static boolean accepts(Driver driver, String url) {
		try {
			return driver.acceptsURL(url);
		}
		catch (SQLException ex) {
			return false;
		}
	}

}
