package io.github.poolstarter.benchmarks.borrow;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import javax.sql.DataSource;

import com.vladmihalcea.flexypool.FlexyPoolDataSource;
import com.vladmihalcea.flexypool.adaptor.HikariCPPoolAdapter;
import com.vladmihalcea.flexypool.config.FlexyPoolConfiguration;
import com.vladmihalcea.flexypool.strategy.IncrementPoolOnTimeoutConnectionAcquisitionStrategy;
import com.vladmihalcea.flexypool.strategy.RetryConnectionAcquisitionStrategy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.github.poolstarter.benchmarks.boot.BenchmarkApplication;
import io.github.poolstarter.benchmarks.boot.StarterVariant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Something that is measured, started: a service to borrow through, and what to close
 * after the last borrow.
 *
 * @param service takes the connections
 * @param pools the pools behind it
 */
record Peer(BorrowingService service, Closeable pools) implements Closeable {

	@Override
	public void close() throws IOException {
		this.pools.close();
	}

	static Peer hikari() {
		HikariDataSource pool = new HikariDataSource(Pools.config(Pools.AI));
		return new Peer(new BorrowingService(pool), pool);
	}

	static Peer hikariWithMicrometer() {
		HikariConfig config = Pools.config(Pools.AI);
		config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(new SimpleMeterRegistry()));
		HikariDataSource pool = new HikariDataSource(config);
		return new Peer(new BorrowingService(pool), pool);
	}

	// What a proxy costs that does nothing
	static Peer plainProxy() {
		HikariDataSource pool = new HikariDataSource(Pools.config(Pools.AI));
		ProxyFactory proxies = new ProxyFactory(new BorrowingService(pool));
		proxies.setProxyTargetClass(true);
		proxies.addAdvice((MethodInterceptor) MethodInvocation::proceed);
		return new Peer((BorrowingService) proxies.getProxy(), pool);
	}

	static Peer springRouting() {
		Map<Object, Object> pools = new HashMap<>();
		HikariDataSource general = new HikariDataSource(Pools.config(Pools.GENERAL));
		HikariDataSource ai = new HikariDataSource(Pools.config(Pools.AI));
		pools.put(Pools.GENERAL, general);
		pools.put(Pools.AI, ai);
		return new Peer(new KeyedService(pools), () -> {
			general.close();
			ai.close();
		});
	}

	static Peer datasourceProxy() {
		HikariDataSource pool = new HikariDataSource(Pools.config(Pools.AI));
		DataSource proxy = ProxyDataSourceBuilder.create(pool).name(Pools.AI).countQuery().build();
		return new Peer(new BorrowingService(proxy), pool);
	}

	// With the strategies that its documentation leads with, and its own metrics
	@SuppressWarnings("unchecked")
	static Peer flexyPool() {
		HikariDataSource pool = new HikariDataSource(Pools.config(Pools.AI));
		FlexyPoolDataSource<HikariDataSource> flexy = new FlexyPoolDataSource<>(
				new FlexyPoolConfiguration.Builder<>(Pools.AI, pool, HikariCPPoolAdapter.FACTORY).setJmxEnabled(false)
					.build(),
				new IncrementPoolOnTimeoutConnectionAcquisitionStrategy.Factory<>(5),
				new RetryConnectionAcquisitionStrategy.Factory<>(2));
		flexy.start();
		return new Peer(new BorrowingService(flexy), () -> {
			flexy.stop();
			pool.close();
		});
	}

	static Peer dynamicDatasource() {
		Map<String, Object> properties = new HashMap<>(Pools.dynamicProperties());
		properties.putAll(BenchmarkApplication.WITHOUT_METRICS);
		return application(BenchmarkApplication.start(properties, DsService.class));
	}

	static Peer starter(StarterVariant variant) {
		return application(variant.start(Pools.starterProperties(), AiService.class));
	}

	private static Peer application(ConfigurableApplicationContext context) {
		return new Peer(context.getBean(BorrowingService.class), context);
	}

}
