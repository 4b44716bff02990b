package io.github.poolstarter.budget;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerLimit;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a pool may have for the limit of its server that is the tightest:
 * ⌊0.9 U⌋ − O − S. U is what the limit allows, of which a tenth stays free for those who
 * come for a moment; O the connections that are not of this instance's pools; S the
 * maxima of the other pools that count towards the limit. What other instances of the
 * application have open is in O, what they may open is not. Immutable.
 *
 * @param server the server's host and port
 * @param limit the limit
 * @param others the connections that are not of this instance's pools
 * @param siblings the sum of the maxima of the other pools
 */
public record PoolAllowance(String server, ServerLimit limit, int others, long siblings) {

	// Of ten connections that the server allows, nine are for the pools
	private static final int USABLE_OF_TEN = 9;

	/**
	 * How many connections the pool may have.
	 * @return the number, 0 where the others have them all
	 */
	public int connections() {
		long share = (long) this.limit.connections() * USABLE_OF_TEN / 10;
		return (int) Math.max(0, share - this.others - this.siblings);
	}

	/**
	 * Describe how it comes to that number, for people.
	 * @return such as
	 * {@code 97 by max_connections, 100 less 3 reserved, of which a tenth stays free, 5
	 * are in use by others, and 40 are for the other pools}
	 */
	public String describe() {
		return "the %d allowed by %s (a tenth stays free, %d are in use by others, and %d belong to the other pools)"
			.formatted(this.limit.connections(), this.limit.describe(), this.others, this.siblings);
	}

	/**
	 * Find out how many connections each pool may have.
	 */
	static Map<String, PoolAllowance> of(Collection<PoolClaim> claims, Map<ServerAccount, List<LimitUse>> limits) {
		Map<String, PoolAllowance> allowances = new HashMap<>();
		for (PoolClaim claim : claims) {
			PoolAllowance tightest = tightest(claim, claims, limits);
			if (tightest != null) {
				allowances.put(claim.pool(), tightest);
			}
		}
		return allowances;
	}

	private static @Nullable PoolAllowance tightest(PoolClaim claim, Collection<PoolClaim> claims,
			Map<ServerAccount, List<LimitUse>> limits) {
		PoolAllowance tightest = null;
		for (Map.Entry<ServerAccount, List<LimitUse>> entry : limits.entrySet()) {
			for (LimitUse use : entry.getValue()) {
				if (use.limit().scope().covers(entry.getKey(), claim.account())) {
					PoolAllowance allowance = new PoolAllowance(entry.getKey().server(), use.limit(), use.others(),
							siblings(claim, claims, entry.getKey(), use.limit()));
					tightest = (tightest == null || allowance.connections() < tightest.connections()) ? allowance
							: tightest;
				}
			}
		}
		return tightest;
	}

	private static long siblings(PoolClaim of, Collection<PoolClaim> claims, ServerAccount limited, ServerLimit limit) {
		return claims.stream()
			.filter((claim) -> !claim.pool().equals(of.pool()))
			.filter((claim) -> limit.scope().covers(limited, claim.account()))
			.mapToLong(PoolClaim::maximum)
			.sum();
	}

	/**
	 * A limit, and who has connections that count towards it. Immutable.
	 *
	 * @param limit the limit
	 * @param others how many of them are not of this instance's pools
	 */
	record LimitUse(ServerLimit limit, int others) {

	}

}
