package io.github.poolstarter.budget;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.database.PoolerProbe;
import io.github.poolstarter.database.Secrets;
import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.TransactionPooler;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Knows which pools have a transaction pooler between them and their server. Each server
 * is asked once an hour, as each user that the pools have there, with two connections
 * that are closed at once; one that no pool is connected to is left alone. Safe for use
 * by several threads.
 */
public final class PoolerWatch {

	private static final Log logger = LogFactory.getLog(PoolerWatch.class);

	private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

	private final JdbcPools pools;

	private final Map<ServerAccount, Answer> answers = new HashMap<>();

	public PoolerWatch(JdbcPools pools) {
		this.pools = pools;
	}

	/**
	 * Look for poolers where that was not done within an hour. Takes its time: not for a
	 * thread that anybody waits for.
	 * @param nowNanos a reading of {@link System#nanoTime()}
	 */
	public synchronized Map<String, TransactionPooler> look(long nowNanos) {
		Map<String, TransactionPooler> poolers = new HashMap<>();
		for (JdbcPool pool : this.pools.all()) {
			HikariDataSource dataSource = pool.dataSource();
			String url = dataSource.getJdbcUrl();
			ServerAccount account = (PoolerProbe.canBe(dataSource) && url != null)
					? ServerAccount.of(url, dataSource.getUsername()) : null;
			TransactionPooler pooler = (account != null) ? pooler(pool, account, nowNanos) : null;
			if (pooler != null) {
				poolers.put(pool.name(), pooler);
			}
		}
		return poolers;
	}

	/**
	 * How often a pool's driver runs a statement before it prepares it on the server.
	 * @return the number of times, 0 for never, or where that is not known
	 */
	public static int prepareThreshold(JdbcPool pool) {
		return PoolerProbe.prepareThreshold(pool.dataSource());
	}

	private @Nullable TransactionPooler pooler(JdbcPool pool, ServerAccount account, long nowNanos) {
		Answer last = this.answers.get(account);
		if ((last == null || nowNanos - last.nanos() >= HOUR_NANOS) && isConnected(pool)) {
			try {
				last = new Answer(PoolerProbe.ask(pool.dataSource(), account.server()), nowNanos);
				this.answers.put(account, last);
			}
			catch (SQLException | RuntimeException ex) {
				logger.debug(
						LogMessage.format("Could not determine whether a pooler is in front of %s", account.server()),
						Secrets.of(pool.dataSource()).redact(ex));
			}
		}
		return (last != null) ? last.pooler() : null;
	}

	private static boolean isConnected(JdbcPool pool) {
		HikariPoolMXBean hikari = pool.dataSource().getHikariPoolMXBean();
		return hikari != null && hikari.getTotalConnections() > 0;
	}

	/**
	 * What came of asking.
	 *
	 * @param pooler the pooler, {@code null} if there is none
	 * @param nanos when that was
	 */
	private record Answer(@Nullable TransactionPooler pooler, long nanos) {

	}

}
