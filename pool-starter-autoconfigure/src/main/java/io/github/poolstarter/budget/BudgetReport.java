package io.github.poolstarter.budget;

import java.util.List;
import java.util.Map;

/**
 * What the database servers have to say to the sizes of the pools. Immutable.
 *
 * @param findings the pools that are together over what their server allows
 * @param allowances how many connections each pool may have, by its name; those that are
 * not there have no limit that is known
 */
public record BudgetReport(List<BudgetFinding> findings, Map<String, PoolAllowance> allowances) {

	/**
	 * Create a report; the collections are copied.
	 */
	public BudgetReport {
		findings = List.copyOf(findings);
		allowances = Map.copyOf(allowances);
	}

}
