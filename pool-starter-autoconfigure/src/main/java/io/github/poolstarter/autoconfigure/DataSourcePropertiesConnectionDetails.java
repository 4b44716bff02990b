package io.github.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * Connection details from {@code spring.datasource.*}, as Spring Boot has them where no
 * pool is defined: what is set under {@code spring.datasource.hikari} comes first.
 *
 * @param properties the properties
 * @param environment where those of HikariCP are set
 */
record DataSourcePropertiesConnectionDetails(DataSourceProperties properties,
		Environment environment) implements JdbcConnectionDetails {

	static final String URL = "spring.datasource.url";

	static final String HIKARI_URL = HikariSettings.PREFIX + ".jdbc-url";

	@Override
	public @Nullable String getUsername() {
		String username = hikari("username");
		return (username != null) ? username : this.properties.determineUsername();
	}

	@Override
	public @Nullable String getPassword() {
		String password = hikari("password");
		return (password != null) ? password : this.properties.determinePassword();
	}

	@Override
	public String getJdbcUrl() {
		String url = this.environment.getProperty(HIKARI_URL);
		return (url != null) ? url : this.properties.determineUrl();
	}

	@Override
	public @Nullable String getDriverClassName() {
		String driver = hikari("driver-class-name");
		if (driver != null) {
			return driver;
		}
		return (this.environment.getProperty(HIKARI_URL) != null) ? JdbcConnectionDetails.super.getDriverClassName()
				: this.properties.determineDriverClassName();
	}

	/**
	 * The user that is configured, and not Spring Boot's for an embedded database.
	 * @return the user, or {@code null} where none is
	 */
	@Nullable String configuredUsername() {
		String username = hikari("username");
		return (username != null) ? username : this.properties.getUsername();
	}

	/**
	 * The password that is configured.
	 * @return the password, or {@code null} where none is
	 */
	@Nullable String configuredPassword() {
		String password = hikari("password");
		return (password != null) ? password : this.properties.getPassword();
	}

	private @Nullable String hikari(String setting) {
		return this.environment.getProperty(HikariSettings.PREFIX + "." + setting);
	}

	@Override
	public @Nullable String getXaDataSourceClassName() {
		String configured = this.properties.getXa().getDataSourceClassName();
		return (configured != null) ? configured : JdbcConnectionDetails.super.getXaDataSourceClassName();
	}

}
