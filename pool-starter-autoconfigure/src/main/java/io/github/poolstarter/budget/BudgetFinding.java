package io.github.poolstarter.budget;

import java.util.List;

import io.github.poolstarter.database.ServerLimit;

import org.springframework.util.Assert;

/**
 * Pools whose maxima are together over a limit of their database server. Immutable.
 *
 * @param server the server's host and port
 * @param limit the lowest limit that all these pools count towards
 * @param claims the pools with their maxima, in the order of the configuration, at least
 * one
 */
public record BudgetFinding(String server, ServerLimit limit, List<PoolClaim> claims) {

	/**
	 * Create a finding; the list is copied.
	 */
	public BudgetFinding {
		Assert.notEmpty(claims, "'claims' must not be empty");
		claims = List.copyOf(claims);
	}

	/**
	 * The sum of the maxima.
	 */
	public long sum() {
		return sum(this.claims);
	}

	static long sum(List<PoolClaim> claims) {
		return claims.stream().mapToLong(PoolClaim::maximum).sum();
	}

}
