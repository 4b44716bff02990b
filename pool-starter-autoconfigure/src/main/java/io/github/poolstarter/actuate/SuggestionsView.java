package io.github.poolstarter.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.tuning.NotEnoughEvidence;
import io.github.poolstarter.tuning.PoolAdvice;

/**
 * The view {@code suggestions}: what should be changed about the pools, of which nothing
 * can be said, and which are as they should be. Safe for use by several threads.
 */
final class SuggestionsView implements JdbcPoolView {

	private final JdbcPools pools;

	private final PoolAdvisor advisor;

	SuggestionsView(JdbcPools pools, PoolAdvisor advisor) {
		this.pools = pools;
		this.advisor = advisor;
	}

	@Override
	public SuggestionsDescriptor all(HistoryWindow window) {
		List<PoolAdvice> advice = new ArrayList<>();
		this.pools.all().forEach((pool) -> advice.add(this.advisor.advice(pool)));
		return describe(advice);
	}

	@Override
	public SuggestionsDescriptor one(JdbcPool pool, HistoryWindow window) {
		return describe(List.of(this.advisor.advice(pool)));
	}

	@Override
	public List<SuggestionDescriptor> overview() {
		return all(new HistoryWindow(null, null)).suggestions();
	}

	private static SuggestionsDescriptor describe(List<PoolAdvice> all) {
		List<SuggestionDescriptor> suggestions = new ArrayList<>();
		Map<String, EvidenceDescriptor> notEnough = new LinkedHashMap<>();
		List<NoChangeDescriptor> noChange = new ArrayList<>();
		for (PoolAdvice advice : all) {
			advice.suggestions().stream().map(SuggestionDescriptor::of).forEach(suggestions::add);
			NotEnoughEvidence few = advice.notEnough();
			if (few != null) {
				notEnough.put(advice.pool(), new EvidenceDescriptor(few.borrows(), few.needed()));
			}
			if (advice.noChange() != null) {
				noChange.add(new NoChangeDescriptor(advice.pool(), advice.noChange().because(),
						advice.noChange().evidence()));
			}
		}
		// Of a pool they stay in the order of the rules
		suggestions.sort(Comparator.comparing(SuggestionDescriptor::severity));
		return new SuggestionsDescriptor(suggestions, List.copyOf(notEnough.keySet()), notEnough, noChange);
	}

	/**
	 * What should be changed.
	 *
	 * @param suggestions what should, what matters most first
	 * @param notEnoughEvidence the pools of whose size nothing can be said
	 * @param evidence how much is known of those pools, and how much has to be
	 * @param noChange the pools that are as they should be
	 */
	record SuggestionsDescriptor(List<SuggestionDescriptor> suggestions, List<String> notEnoughEvidence,
			Map<String, EvidenceDescriptor> evidence, List<NoChangeDescriptor> noChange) {

	}

	/**
	 * How much is known of a pool.
	 *
	 * @param borrows how many borrows there are
	 * @param needed how many there have to be
	 */
	record EvidenceDescriptor(int borrows, int needed) {

	}

	/**
	 * That a pool is as it should be.
	 *
	 * @param pool the name of the pool
	 * @param because why
	 * @param evidence the figures that this rests on
	 */
	record NoChangeDescriptor(String pool, String because, Map<String, Object> evidence) {

	}

}
