package io.github.poolstarter.autoconfigure;

import java.util.Objects;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RoutingDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/**
 * Makes the routing data source fetch its connections at the first statement, where
 * {@code spring.datasource.connection-fetch} asks for it, as Spring Boot does with its
 * own data source.
 */
class LazyConnectionPostProcessor implements BeanPostProcessor, Ordered {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RoutingDataSource dataSource) {
			checkAlike(dataSource.pools());
			return new LazyConnectionDataSourceProxy(dataSource);
		}
		return bean;
	}

	// The proxy takes the defaults of the first connection for those of all
	private static void checkAlike(PoolRegistry pools) {
		HikariDataSource first = pools.defaultPool().dataSource();
		for (ManagedPool pool : pools) {
			HikariDataSource other = pool.dataSource();
			if (first.isAutoCommit() != other.isAutoCommit()
					|| !Objects.equals(first.getTransactionIsolation(), other.getTransactionIsolation())) {
				throw new PoolConfigurationException(
						"Connections are fetched lazily (spring.datasource.connection-fetch), and pools '%s' and '%s' differ in auto-commit or transaction-isolation, which lazy connections can't tell apart."
							.formatted(pools.defaultPool().name(), pool.name()),
						"Give all pools the same auto-commit and transaction-isolation under pools.defaults, "
								+ "or set spring.datasource.connection-fetch to eager.");
			}
		}
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
