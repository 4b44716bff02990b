package io.github.poolstarter.benchmarks.boot;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Puts plain HikariCP pools of the same configuration in the place of the starter's own,
 * before they are started, so that what remains of the starter is the routing.
 */
class UntrackedPools implements BeanPostProcessor, DisposableBean {

	private @Nullable JdbcPools untracked;

	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof JdbcPools tracked) {
			this.untracked = untracked(tracked);
			return this.untracked;
		}
		return bean;
	}

	private static JdbcPools untracked(JdbcPools tracked) {
		return new JdbcPools(tracked.names().stream().map(tracked::get).map(UntrackedPools::untracked).toList(),
				tracked.defaultPool().name());
	}

	private static JdbcPool untracked(JdbcPool tracked) {
		HikariDataSource plain = new HikariDataSource();
		tracked.dataSource().copyStateTo(plain);
		return new JdbcPool(tracked.definition(), plain, tracked.tracker(), null, null, null);
	}

	// The context closes the pools that it made itself
	@Override
	public void destroy() {
		if (this.untracked != null) {
			this.untracked.close();
		}
	}

}
