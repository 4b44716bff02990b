package io.github.poolstarter.tracking;

import java.util.Properties;

import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import com.zaxxer.hikari.util.UtilityElf;
import io.github.poolstarter.tracking.busy.BusyTimeMode;
import io.github.poolstarter.tracking.busy.DriverSockets;
import org.jspecify.annotations.Nullable;

/**
 * Makes the data sources of drivers, as HikariCP would make them from the same
 * configuration.
 */
final class DriverDataSources {

	private DriverDataSources() {
	}

	/**
	 * Make the data source that a configuration names: by its class, by a URL, or in
	 * JNDI.
	 * @return the data source, {@code null} where the configuration names none
	 */
	static @Nullable DataSource create(HikariConfig config, BusyTimeMode busyTime, DriverLimits limits) {
		if (config.getDataSourceClassName() != null) {
			DataSource driver = UtilityElf.createInstance(config.getDataSourceClassName(), DataSource.class);
			PropertyElf.setTargetFromProperties(driver, config.getDataSourceProperties());
			return driver;
		}
		if (config.getJdbcUrl() != null) {
			return new DriverDataSource(config.getJdbcUrl(), config.getDriverClassName(),
					properties(config, busyTime, limits), config.getCredentials().getUsername(),
					config.getCredentials().getPassword());
		}
		return (config.getDataSourceJNDI() != null) ? lookUp(config.getDataSourceJNDI()) : null;
	}

	private static Properties properties(HikariConfig config, BusyTimeMode busyTime, DriverLimits limits) {
		Properties properties = new Properties();
		Properties configured = config.getDataSourceProperties();
		synchronized (configured) {
			properties.putAll(configured);
		}
		limits.login(LoginLimit.set(config.getJdbcUrl(), config.getDriverClassName(), properties));
		if (busyTime == BusyTimeMode.AUTO) {
			properties.putAll(DriverSockets.properties(config.getJdbcUrl(), config.getDriverClassName(), properties));
		}
		return properties;
	}

	private static DataSource lookUp(String name) {
		try {
			return (DataSource) new InitialContext().lookup(name);
		}
		catch (NamingException ex) {
			throw new IllegalStateException("No data source in JNDI under " + name, ex);
		}
	}

}
