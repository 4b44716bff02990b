package io.github.poolstarter.benchmarks.boot;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.ManagedPools;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Puts plain HikariCP pools of the same configuration in the place of the starter's own,
 * before they are started, so that what remains of the starter is the routing.
 */
class UntrackedPools implements BeanPostProcessor, DisposableBean {

	private @Nullable ManagedPools untracked;

	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof ManagedPools tracked) {
			this.untracked = untracked(tracked);
			return this.untracked;
		}
		return bean;
	}

	private static ManagedPools untracked(ManagedPools tracked) {
		return new ManagedPools(tracked.names().stream().map(tracked::get).map(UntrackedPools::untracked).toList(),
				tracked.defaultPool().name());
	}

	private static ManagedPool untracked(ManagedPool tracked) {
		HikariDataSource plain = new HikariDataSource();
		tracked.dataSource().copyStateTo(plain);
		return new ManagedPool(tracked.definition(), plain);
	}

	// The context closes the pools that it made itself
	@Override
	public void destroy() {
		if (this.untracked != null) {
			this.untracked.close();
		}
	}

}
