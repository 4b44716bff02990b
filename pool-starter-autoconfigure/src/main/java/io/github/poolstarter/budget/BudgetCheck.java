package io.github.poolstarter.budget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerLimit;

/**
 * Compares what the pools may open with what their database servers allow. A pure
 * function of both.
 * <p>
 * Each limit is held against the pools that count towards it, and no others: a pool whose
 * user has no limit is not charged to the limited user of the pool beside it. Where
 * several limits are exceeded by the same pools, the lowest is told, which is the one
 * that would bind.
 */
final class BudgetCheck {

	private BudgetCheck() {
	}

	/**
	 * Find the limits that the pools of this instance can exceed.
	 * @param claims all pools, started or not, in the order of the configuration
	 * @param limits what the servers allow, by the account that was used to ask; accounts
	 * that could not be asked are missing
	 */
	static List<BudgetFinding> check(List<PoolClaim> claims, Map<ServerAccount, List<ServerLimit>> limits) {
		Map<List<PoolClaim>, BudgetFinding> findings = new LinkedHashMap<>();
		limits.forEach((account, ofAccount) -> {
			for (ServerLimit limit : ofAccount) {
				List<PoolClaim> covered = claims.stream()
					.filter((claim) -> limit.scope().covers(account, claim.account()))
					.toList();
				if (BudgetFinding.sum(covered) > limit.connections()) {
					findings.merge(covered, new BudgetFinding(account.server(), limit, covered),
							BudgetCheck::withLowerLimit);
				}
			}
		});
		return new ArrayList<>(findings.values());
	}

	private static BudgetFinding withLowerLimit(BudgetFinding one, BudgetFinding other) {
		return (one.limit().connections() <= other.limit().connections()) ? one : other;
	}

}
