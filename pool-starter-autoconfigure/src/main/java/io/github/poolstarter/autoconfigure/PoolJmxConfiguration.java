package io.github.poolstarter.autoconfigure;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;
import org.springframework.jmx.export.naming.ObjectNamingStrategy;

/**
 * Keeps Spring's exporter of MBeans from pools that HikariCP registers itself, as Spring
 * Boot does for its own pool, and lets it name the others as it would name that.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("spring.jmx.enabled")
class PoolJmxConfiguration {

	PoolJmxConfiguration(JdbcPools pools, ObjectProvider<MBeanExporter> exporters,
			ObjectProvider<ObjectNamingStrategy> names) {
		exporters.ifUnique((exporter) -> {
			for (JdbcPool pool : pools.all()) {
				if (pool.dataSource().isRegisterMbeans()) {
					exporter.addExcludedBean(PoolBeansRegistrar.beanName(pool.name()));
				}
			}
			names.ifUnique((strategy) -> exporter.setNamingStrategy(new PoolNames(strategy)));
		});
	}

	private record PoolNames(ObjectNamingStrategy strategy) implements ObjectNamingStrategy {

		@Override
		public ObjectName getObjectName(Object bean, String key) throws MalformedObjectNameException {
			// The name has the type of the bean
			return this.strategy.getObjectName((bean instanceof HikariDataSource) ? new HikariDataSource() : bean, key);
		}

	}

}
