package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * What a pool inherits from Spring Boot: the connection details of a container or of
 * Docker Compose, else {@code spring.datasource.*}, else an embedded database.
 */
final class PoolConnectionDetails {

	private final JdbcConnectionDetails details;

	PoolConnectionDetails(JdbcConnectionDetails details) {
		this.details = details;
	}

	/**
	 * The database of a pool that has no URL.
	 * @throws PoolConfigurationException if there is nothing that a pool can inherit
	 */
	Database inherited(String pool) {
		String jndiName = (this.details instanceof DataSourcePropertiesConnectionDetails properties)
				? properties.properties().getJndiName() : null;
		if (jndiName != null) {
			throw new PoolConfigurationException(
					"Pool '%s' has no URL, and can't take connections from spring.datasource.jndi-name = %s: that data source belongs to the application server, which pools connections itself."
						.formatted(pool, jndiName),
					"Set spring.datasource.url instead of spring.datasource.jndi-name, or pools.jdbc.%s.url. "
						.formatted(pool) + "To keep using the server's data source, set pools.enabled to false.");
		}
		try {
			return new Database(this.details.getJdbcUrl(), this.details.getUsername(), this.details.getPassword(),
					driverClassName());
		}
		catch (BeanCreationException ex) {
			// How Spring Boot says that neither a URL nor an embedded database is there
			throw new PoolConfigurationException("Pool '%s' has no URL: neither pools.jdbc.%s.url".formatted(pool, pool)
					+ " nor pools.defaults.url nor spring.datasource.url is set.", "Set one of them.");
		}
		catch (IllegalStateException ex) {
			// How it says that the configured driver is not there
			throw new PoolConfigurationException(
					"Pool '%s' can't use the driver of spring.datasource.driver-class-name: %s.".formatted(pool,
							ex.getMessage()),
					"Add the driver's dependency, or leave out spring.datasource.driver-class-name to have the driver "
							+ "derived from the URL.");
		}
	}

	// Where Spring Boot does not know the driver, it may still have registered itself
	private @Nullable String driverClassName() {
		try {
			return this.details.getDriverClassName();
		}
		catch (BeanCreationException ex) {
			return null;
		}
	}

	/**
	 * The user for a pool with a URL of its own.
	 * @return the configured user, or {@code null} where none is
	 */
	@Nullable String username() {
		return (this.details instanceof DataSourcePropertiesConnectionDetails properties)
				? properties.configuredUsername() : this.details.getUsername();
	}

	/**
	 * The password for a pool with a URL of its own.
	 * @return the configured password, or {@code null} where none is
	 */
	@Nullable String password() {
		return (this.details instanceof DataSourcePropertiesConnectionDetails properties)
				? properties.configuredPassword() : this.details.getPassword();
	}

}
