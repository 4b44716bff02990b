package io.github.poolstarter.sizing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPoolObserver;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.tracking.TrackedHikariDataSource;

/**
 * Changes the size of running pools, and sees to it that they get it: the only class that
 * resizes a pool. HikariCP alone does less. When the maximum is lowered it closes
 * nothing; when it is raised, those who wait already go on waiting until the next
 * borrower comes, and so they do when a connection that is in use is evicted.
 * <p>
 * So each pool that has too many or too few connections gets a thread that settles it,
 * and ends when that is done: it takes idle connections and closes them one by one, while
 * borrowers give up those that are handed over to them; or it has connections opened.
 * Never are all connections replaced. Pools are looked at once a second as well, because
 * HikariCP may just be opening a connection when the maximum is lowered, and because
 * others can change it, by JMX. Safe for use by several threads.
 */
public final class PoolResizer implements JdbcPoolObserver {

	private final Map<String, ResizeTask> settling = new ConcurrentHashMap<>();

	/**
	 * Change the settings of a pool. Returns at once; a smaller pool closes its idle
	 * connections within moments, and those in use as they come back.
	 */
	public synchronized void apply(JdbcPool pool, PoolSettings settings) {
		HikariDataSource dataSource = pool.dataSource();
		resize(dataSource, settings.minimumIdle(), settings.maximumPoolSize());
		dataSource.setConnectionTimeout(settings.connectionTimeout().toMillis());
		dataSource.setValidationTimeout(settings.validationTimeout().toMillis());
		dataSource.setIdleTimeout(settings.idleTimeout().toMillis());
		dataSource.setMaxLifetime(settings.maxLifetime().toMillis());
		settling(pool).ifPresent(ResizeTask::begin);
	}

	// At no time is the minimum over the maximum
	private static void resize(HikariDataSource dataSource, int minimumIdle, int maximumPoolSize) {
		if (maximumPoolSize >= dataSource.getMaximumPoolSize()) {
			dataSource.setMaximumPoolSize(maximumPoolSize);
			dataSource.setMinimumIdle(minimumIdle);
		}
		else {
			dataSource.setMinimumIdle(minimumIdle);
			dataSource.setMaximumPoolSize(maximumPoolSize);
		}
	}

	/**
	 * Replace the connections of a pool and of its replicas: those that are idle at once,
	 * those in use when they come back.
	 */
	public Eviction evict(JdbcPool pool) {
		Eviction eviction = evict(pool.dataSource());
		settling(pool).ifPresent(ResizeTask::begin);
		if (pool.replicas() != null) {
			// Who waits for one of theirs asks again all the time, so they need no
			// settling
			for (ReplicaState replica : pool.replicas().states()) {
				eviction = eviction.plus(evict(replica.dataSource()));
			}
		}
		return eviction;
	}

	private static Eviction evict(HikariDataSource dataSource) {
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		if (hikari == null) {
			return new Eviction(0, 0);
		}
		int before = hikari.getTotalConnections();
		hikari.softEvictConnections();
		int marked = hikari.getActiveConnections();
		return new Eviction(Math.max(0, before - marked), marked);
	}

	@Override
	public void sampled(JdbcPool pool, HistorySample sample) {
		settling(pool).ifPresent(ResizeTask::look);
	}

	private Optional<ResizeTask> settling(JdbcPool pool) {
		return (pool.dataSource() instanceof TrackedHikariDataSource dataSource)
				? Optional.of(this.settling.computeIfAbsent(pool.name(), (name) -> new ResizeTask(dataSource)))
				: Optional.empty();
	}

	/**
	 * What was evicted.
	 *
	 * @param idle the connections that were closed at once
	 * @param inUse the connections that are closed when they come back
	 */
	public record Eviction(int idle, int inUse) {

		private Eviction plus(Eviction other) {
			return new Eviction(this.idle + other.idle, this.inUse + other.inUse);
		}

	}

}
