package io.github.poolstarter.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Connection details from {@code spring.datasource.*}, as Spring Boot has them where no
 * pool is defined.
 *
 * @param properties the properties
 */
record DataSourcePropertiesConnectionDetails(DataSourceProperties properties) implements JdbcConnectionDetails {

	@Override
	public @Nullable String getUsername() {
		return this.properties.determineUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.determinePassword();
	}

	@Override
	public String getJdbcUrl() {
		return this.properties.determineUrl();
	}

	@Override
	public String getDriverClassName() {
		return this.properties.determineDriverClassName();
	}

	@Override
	public @Nullable String getXaDataSourceClassName() {
		String configured = this.properties.getXa().getDataSourceClassName();
		return (configured != null) ? configured : JdbcConnectionDetails.super.getXaDataSourceClassName();
	}

}
