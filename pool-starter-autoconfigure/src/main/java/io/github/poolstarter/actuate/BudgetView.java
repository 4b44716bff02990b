package io.github.poolstarter.actuate;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.poolstarter.budget.BudgetWatch;
import io.github.poolstarter.budget.ServerBudget;
import io.github.poolstarter.jdbc.JdbcPool;
import org.jspecify.annotations.Nullable;

/**
 * The view {@code budget}: what the database servers allow, and how much of it the pools
 * may take and have. Safe for use by several threads.
 */
final class BudgetView implements JdbcPoolView {

	private final BudgetWatch watch;

	BudgetView(BudgetWatch watch) {
		this.watch = watch;
	}

	@Override
	public BudgetDescriptor<ServerDescriptor> all(HistoryWindow window) {
		return new BudgetDescriptor<>(this.watch.budgets().stream().map(ServerDescriptor::of).toList());
	}

	/**
	 * The servers that a pool and its replicas are connected to.
	 */
	@Override
	public BudgetDescriptor<ServerDescriptor> one(JdbcPool pool, HistoryWindow window) {
		return new BudgetDescriptor<>(this.watch.budgets()
			.stream()
			.filter((budget) -> budget.has(pool.name()))
			.map(ServerDescriptor::of)
			.toList());
	}

	@Override
	public BudgetDescriptor<ServerSummaryDescriptor> overview() {
		return new BudgetDescriptor<>(this.watch.budgets().stream().map(ServerSummaryDescriptor::of).toList());
	}

	/**
	 * The servers.
	 *
	 * @param servers what is told of each
	 */
	record BudgetDescriptor<T>(List<T> servers) {

	}

	/**
	 * A server in the overview. What is not known is absent.
	 *
	 * @param server its host and port
	 * @param usable the connections that the pools could have together
	 * @param claimed the sum of the pools' maxima
	 * @param ours the connections of this instance that are open
	 * @param others the connections of others
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ServerSummaryDescriptor(String server, @Nullable Integer usable, long claimed, int ours,
			@Nullable Integer others) {

		private static ServerSummaryDescriptor of(ServerBudget budget) {
			return new ServerSummaryDescriptor(budget.server(), budget.usable(), budget.claimed(), budget.ours(),
					budget.others());
		}

	}

	/**
	 * A server. What is not known is absent.
	 *
	 * @param server its host and port, or its URL where that names none
	 * @param database the URL of the first of the pools
	 * @param product the name of the product
	 * @param maxConnections the connections that it is set to
	 * @param reserved how many of them an ordinary user does not get
	 * @param usable the connections that the pools could have together
	 * @param claimed the sum of the pools' maxima
	 * @param claimedPercent how much that is of what is usable
	 * @param ours the connections of this instance that are open
	 * @param others the connections of others
	 * @param pools the pools that are connected to it
	 * @param note what else there is to say
	 * @param time when the server was asked
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ServerDescriptor(String server, String database, @Nullable String product, @Nullable Integer maxConnections,
			@Nullable Integer reserved, @Nullable Integer usable, long claimed, @Nullable Double claimedPercent,
			int ours, @Nullable Integer others, List<PoolShareDescriptor> pools, @Nullable String note,
			@Nullable Instant time) {

		private static ServerDescriptor of(ServerBudget budget) {
			return new ServerDescriptor(budget.server(), budget.database(), budget.product(), budget.maxConnections(),
					budget.reserved(), budget.usable(), budget.claimed(), budget.claimedPercent(), budget.ours(),
					budget.others(), budget.pools().stream().map(PoolShareDescriptor::of).toList(), budget.note(),
					budget.time());
		}

	}

	/**
	 * A pool, or one of its replicas, at a server.
	 *
	 * @param pool the name of the pool
	 * @param replica the name of the replica, absent for the pool itself
	 * @param maximumPoolSize the most connections that it opens
	 * @param total how many are open
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record PoolShareDescriptor(String pool, @Nullable String replica, int maximumPoolSize, int total) {

		private static PoolShareDescriptor of(ServerBudget.PoolShare share) {
			return new PoolShareDescriptor(share.pool(), share.replica(), share.maximumPoolSize(), share.total());
		}

	}

}
