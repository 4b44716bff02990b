package io.github.poolstarter.budget;

import io.github.poolstarter.database.ServerAccount;

import org.springframework.util.Assert;

/**
 * The connections that one pool may open. Immutable.
 *
 * @param pool the name of the pool
 * @param account whom the connections count for
 * @param maximum the most connections that the pool opens, at least 1
 */
public record PoolClaim(String pool, ServerAccount account, int maximum) {

	/**
	 * Create a claim.
	 */
	public PoolClaim {
		Assert.isTrue(maximum >= 1, "'maximum' must be at least 1");
	}

}
