package io.github.poolstarter.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerAnswer;
import io.github.poolstarter.database.ServerLimit;
import org.jspecify.annotations.Nullable;

/**
 * What a database server allows, and what the pools of this instance make of it. What is
 * not known, or not yet, is {@code null}. Immutable.
 *
 * @param server the server's host and port, or the URL where that names none
 * @param database the URL of the first of the pools, without credentials and parameters
 * @param product the name of the product
 * @param maxConnections the connections that the server is set to
 * @param reserved how many of them an ordinary user does not get
 * @param usable the lowest limit that all of the pools count towards
 * @param claimed the sum of the pools' maxima
 * @param others the connections that the server has beside those of this instance
 * @param ours the connections of this instance that are open
 * @param pools the pools that are connected to it
 * @param note what else there is to say
 * @param time when the server was asked
 */
public record ServerBudget(String server, String database, @Nullable String product, @Nullable Integer maxConnections,
		@Nullable Integer reserved, @Nullable Integer usable, long claimed, @Nullable Integer others, int ours,
		List<PoolShare> pools, @Nullable String note, @Nullable Instant time) {

	/**
	 * Create a budget; the list is copied.
	 */
	public ServerBudget {
		pools = List.copyOf(pools);
	}

	/**
	 * Put together what is known of the servers.
	 */
	static List<ServerBudget> of(List<PoolUse> uses, Map<ServerAccount, ServerAnswer> answers,
			Map<ServerAccount, String> failures) {
		Map<String, List<PoolUse>> servers = uses.stream()
			.collect(Collectors.groupingBy(PoolUse::server, LinkedHashMap::new, Collectors.toList()));
		List<ServerBudget> budgets = new ArrayList<>();
		servers.forEach((server, ofServer) -> budgets.add(of(server, ofServer, answers, failures)));
		return budgets;
	}

	private static ServerBudget of(String server, List<PoolUse> uses, Map<ServerAccount, ServerAnswer> answers,
			Map<ServerAccount, String> failures) {
		Map<ServerAccount, List<ServerLimit>> limits = new LinkedHashMap<>();
		List<PoolClaim> claims = new ArrayList<>();
		ServerAnswer latest = null;
		String failure = null;
		for (PoolUse use : uses) {
			ServerAccount account = use.account();
			if (account == null) {
				continue;
			}
			claims.add(new PoolClaim(use.name(), account, use.maximum()));
			ServerAnswer answer = answers.get(account);
			failure = failures.getOrDefault(account, failure);
			if (answer != null) {
				limits.put(account, answer.limits());
				latest = (latest == null || answer.time().isAfter(latest.time())) ? answer : latest;
			}
		}
		ServerLimit ofServer = find(limits, ServerLimit.Scope.SERVER);
		ServerLimit lowest = lowest(claims, limits);
		return new ServerBudget(server, uses.get(0).database(), (latest != null) ? latest.product() : null,
				(ofServer != null) ? ofServer.configured() : null, (ofServer != null) ? ofServer.reserved() : null,
				(lowest != null) ? lowest.connections() : null, uses.stream().mapToLong(PoolUse::maximum).sum(),
				(latest != null) ? latest.others() : null, uses.stream().mapToInt(PoolUse::open).sum(),
				uses.stream().map(PoolShare::of).toList(), note(claims, limits, lowest, failure),
				(latest != null) ? latest.time() : null);
	}

	private static @Nullable ServerLimit find(Map<ServerAccount, List<ServerLimit>> limits, ServerLimit.Scope scope) {
		return limits.values()
			.stream()
			.flatMap(List::stream)
			.filter((limit) -> limit.scope() == scope)
			.findFirst()
			.orElse(null);
	}

	// Of those that all pools count towards
	private static @Nullable ServerLimit lowest(List<PoolClaim> claims, Map<ServerAccount, List<ServerLimit>> limits) {
		ServerLimit lowest = null;
		for (Map.Entry<ServerAccount, List<ServerLimit>> entry : limits.entrySet()) {
			for (ServerLimit limit : entry.getValue()) {
				boolean ofAll = claims.stream()
					.allMatch((claim) -> limit.scope().covers(entry.getKey(), claim.account()));
				if (ofAll && (lowest == null || limit.connections() < lowest.connections())) {
					lowest = limit;
				}
			}
		}
		return lowest;
	}

	private static @Nullable String note(List<PoolClaim> claims, Map<ServerAccount, List<ServerLimit>> limits,
			@Nullable ServerLimit lowest, @Nullable String failure) {
		List<String> notes = new ArrayList<>();
		for (BudgetFinding finding : BudgetCheck.check(claims, limits)) {
			notes.add("The maximum sizes of %s add up to %d connections, but at most %d are allowed by %s".formatted(
					finding.claims().stream().map(PoolClaim::pool).collect(Collectors.joining(", ")), finding.sum(),
					finding.limit().connections(), finding.limit().describe()));
		}
		if (notes.isEmpty() && lowest != null && lowest.scope() != ServerLimit.Scope.SERVER) {
			notes.add("Limited by %s".formatted(lowest.describe()));
		}
		if (failure != null) {
			notes.add(failure);
		}
		return (notes.isEmpty()) ? null : String.join(". ", notes);
	}

	/**
	 * How much of what is usable the pools may take.
	 * @return a percentage with one decimal, over 100 where they may take more than there
	 * is, {@code null} where that is not known
	 */
	public @Nullable Double claimedPercent() {
		Integer usable = this.usable;
		return (usable != null && usable > 0) ? Math.round(1000.0 * this.claimed / usable) / 10.0 : null;
	}

	/**
	 * Whether a pool, or one of its replicas, is connected to the server.
	 */
	public boolean has(String pool) {
		return this.pools.stream().anyMatch((share) -> Objects.equals(share.pool(), pool));
	}

	/**
	 * What a pool, or one of its replicas, has of a server. Immutable.
	 *
	 * @param pool the name of the pool
	 * @param replica the name of the replica, {@code null} for the pool itself
	 * @param maximumPoolSize the most connections that it opens
	 * @param total how many are open
	 */
	public record PoolShare(String pool, @Nullable String replica, int maximumPoolSize, int total) {

		private static PoolShare of(PoolUse use) {
			return new PoolShare(use.pool(), use.replica(), use.maximum(), use.total());
		}

	}

}
