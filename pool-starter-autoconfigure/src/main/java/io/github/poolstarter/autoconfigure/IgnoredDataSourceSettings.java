package io.github.poolstarter.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.core.log.LogMessage;

/**
 * Says once which settings of {@code spring.datasource} have no effect, because they are
 * for another kind of data source than the pools are.
 *
 * @param sources where the settings come from
 * @param properties the settings
 */
record IgnoredDataSourceSettings(PoolPropertySources sources,
		DataSourceProperties properties) implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(IgnoredDataSourceSettings.class);

	@Override
	public void afterSingletonsInstantiated() {
		if (this.properties.getJndiName() != null) {
			warn("jndi-name", "every pool has a URL of its own");
		}
		if (this.properties.getType() != null && !this.properties.getType().isAssignableFrom(HikariDataSource.class)) {
			warn("type", "the pools use HikariCP");
		}
		warnOfBlock("tomcat", "the pools use HikariCP");
		warnOfBlock("dbcp2", "the pools use HikariCP");
		warnOfBlock("oracleucp", "the pools use HikariCP");
		warnOfBlock("xa", "the pools do not take part in JTA transactions");
	}

	private void warn(String setting, String reason) {
		ConfigurationProperty property = this.sources
			.find(ConfigurationPropertyName.of("spring.datasource").append(setting));
		if (property != null) {
			warnOf(PoolPropertySources.describe(property, property.getValue()), reason);
		}
	}

	private void warnOfBlock(String block, String reason) {
		String property = this.sources.describeBelow("spring", "datasource", block);
		if (property != null) {
			warnOf(property, reason);
		}
	}

	private static void warnOf(String property, String reason) {
		logger.warn(LogMessage.format("%s has no effect: %s", property, reason));
	}

}
