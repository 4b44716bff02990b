package io.github.poolstarter.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.JdbcPools;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Refuses pools with auto-commit where Hibernate is told that there is none: it would
 * neither begin nor end a transaction then, and what is rolled back would stay.
 */
final class AutoCommitCheck {

	private static final String JPA_PROPERTIES = "spring.jpa.properties";

	private static final String PROVIDER_DISABLES_AUTOCOMMIT = "hibernate.connection.provider_disables_autocommit";

	private static final String HIBERNATE = "org.hibernate.Session";

	private final Environment environment;

	private final PoolPropertySources sources;

	AutoCommitCheck(Environment environment) {
		this.environment = environment;
		this.sources = new PoolPropertySources(environment);
	}

	/**
	 * Check the pools, as they are after the customizers.
	 * @throws PoolConfigurationException if some of them have auto-commit and must not
	 */
	void check(JdbcPools pools) {
		if (ClassUtils.isPresent(HIBERNATE, null) && isDisabledByProvider()) {
			refuse(pools, provider(), JPA_PROPERTIES + "." + PROVIDER_DISABLES_AUTOCOMMIT);
		}
	}

	/**
	 * Check the pools against what Hibernate has been told, by whichever way.
	 * @throws PoolConfigurationException if some of them have auto-commit and must not
	 */
	void check(JdbcPools pools, Map<String, Object> properties, String name) {
		if (Boolean.parseBoolean(String.valueOf(properties.get(PROVIDER_DISABLES_AUTOCOMMIT)))) {
			refuse(pools, "%s = true (of the bean '%s')".formatted(PROVIDER_DISABLES_AUTOCOMMIT, name),
					PROVIDER_DISABLES_AUTOCOMMIT);
		}
	}

	private void refuse(JdbcPools pools, String provider, String property) {
		List<String> wrong = StreamSupport.stream(pools.spliterator(), false)
			.filter((pool) -> pool.dataSource().isAutoCommit())
			.map((pool) -> this.sources.describe(pool.name(), "auto-commit", true))
			.toList();
		if (!wrong.isEmpty()) {
			throw new PoolConfigurationException(
					"Hibernate expects connections with auto-commit off, but some pools have it on: "
							+ "a rollback would not undo what was written.%n%n    %s%n    %s".formatted(provider,
									String.join(System.lineSeparator() + "    ", wrong)),
					"Set pools.defaults.auto-commit to false, or remove %s.".formatted(property));
		}
	}

	private boolean isDisabledByProvider() {
		return Binder.get(this.environment)
			.bind(JPA_PROPERTIES, Bindable.mapOf(String.class, String.class))
			.map((properties) -> Boolean.parseBoolean(properties.get(PROVIDER_DISABLES_AUTOCOMMIT)))
			.orElse(false);
	}

	private String provider() {
		String name = JPA_PROPERTIES + "." + PROVIDER_DISABLES_AUTOCOMMIT;
		ConfigurationProperty property = find(name);
		return (property != null) ? "%s = true (%s)".formatted(name, property.getOrigin()) : name + " = true";
	}

	private @Nullable ConfigurationProperty find(String name) {
		return this.sources.find(ConfigurationPropertyName.adapt(name, '.'));
	}

}
