package io.github.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

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
		String url = hikari("jdbc-url");
		return (url != null) ? url : this.properties.determineUrl();
	}

	@Override
	public @Nullable String getDriverClassName() {
		String driver = hikari("driver-class-name");
		if (driver != null) {
			return driver;
		}
		return (hikari("jdbc-url") != null) ? JdbcConnectionDetails.super.getDriverClassName()
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

	// What is empty is not set, as for Spring Boot's own
	private @Nullable String hikari(String setting) {
		String value = this.environment.getProperty(HikariSettings.PREFIX + "." + setting);
		return (StringUtils.hasText(value) || "password".equals(setting)) ? value : null;
	}

	@Override
	public @Nullable String getXaDataSourceClassName() {
		String configured = this.properties.getXa().getDataSourceClassName();
		return (configured != null) ? configured : JdbcConnectionDetails.super.getXaDataSourceClassName();
	}

}
