package io.github.poolstarter.budget;

import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.jdbc.ConnectionFallback;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.jdbc.PoolDefinition.Fallback;
import io.github.poolstarter.jdbc.ReplicaState;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a pool, or one of its replicas, has to a server. Immutable.
 *
 * @param pool the name of the pool
 * @param replica the name of the replica, {@code null} for the pool itself
 * @param database the URL without credentials and parameters
 * @param account whom the connections count for, {@code null} where that can't be told
 * from the URL
 * @param maximum the most connections that the pool opens
 * @param total how many are open
 * @param beside how many are open beside the pool: direct ones of its fallback that are
 * in use, and the one by which a replica is checked
 */
record PoolUse(String pool, @Nullable String replica, String database, @Nullable ServerAccount account, int maximum,
		int total, int beside) {

	/**
	 * Look at all pools.
	 */
	static List<PoolUse> of(Iterable<JdbcPool> pools) {
		List<PoolUse> uses = new ArrayList<>();
		for (JdbcPool pool : pools) {
			uses.add(of(pool.name(), null, pool.dataSource(), direct(pool)));
			if (pool.replicas() != null) {
				for (ReplicaState replica : pool.replicas().states()) {
					uses.add(of(pool.name(), replica.name(), replica.dataSource(), checks(replica)));
				}
			}
		}
		return uses;
	}

	private static PoolUse of(String pool, @Nullable String replica, HikariDataSource dataSource, int beside) {
		// Not from the definition, because a customizer may have changed it
		String url = dataSource.getJdbcUrl();
		HikariPoolMXBean hikari = dataSource.getHikariPoolMXBean();
		return new PoolUse(pool, replica, (url != null) ? display(url) : "unknown",
				(url != null) ? ServerAccount.of(url, dataSource.getUsername()) : null, dataSource.getMaximumPoolSize(),
				(hikari != null) ? hikari.getTotalConnections() : 0, beside);
	}

	private static String display(String url) {
		return new PoolDefinition.Database(url, null, null, null).displayUrl().replaceAll("[?;].*", "");
	}

	private static int direct(JdbcPool pool) {
		Fallback fallback = pool.definition().fallback();
		ConnectionFallback connections = pool.fallback();
		return (fallback != null && connections != null && Fallback.DIRECT.equals(fallback.to())) ? connections.active()
				: 0;
	}

	private static int checks(ReplicaState replica) {
		return switch (replica.status()) {
			case UP, LAGGING -> 1;
			case DOWN, UNKNOWN -> 0;
		};
	}

	/**
	 * What tells the server from others.
	 */
	String server() {
		return (this.account != null) ? this.account.server() : this.database;
	}

	/**
	 * How many connections of this instance are open.
	 */
	int open() {
		return this.total + this.beside;
	}

	/**
	 * The name, for people.
	 */
	String name() {
		return (this.replica != null) ? this.pool + "/" + this.replica : this.pool;
	}

}
