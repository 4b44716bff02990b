package io.github.poolstarter.benchmarks.tuning;

import java.util.List;
import java.util.stream.Collectors;

import io.github.poolstarter.benchmarks.report.Report;
import io.github.poolstarter.tuning.Knee;
import io.github.poolstarter.tuning.PoolAdvice;
import io.github.poolstarter.tuning.Setting;
import io.github.poolstarter.tuning.SettingChange;
import io.github.poolstarter.tuning.Suggestion;

/**
 * What the starter advises, from one size on: what it says of that, and of the size that
 * it is given then, until it has nothing more to change.
 *
 * @param round the round, from one
 * @param path the sizes, the first is where it began
 * @param ended whether nothing more was advised in the end
 * @param first what was said first
 * @param knee what was found first
 */
record Answer(int round, List<Integer> path, boolean ended, String first, Knee knee) {

	int start() {
		return this.path.get(0);
	}

	int last() {
		return this.path.get(this.path.size() - 1);
	}

	String pathTitle() {
		return this.path.stream().map(String::valueOf).collect(Collectors.joining(" → ")) + ((this.ended) ? "" : " …");
	}

	/**
	 * Describe a knee in a few words.
	 * @param knee what was found
	 * @return the words
	 */
	static String title(Knee knee) {
		Double connections = knee.connections();
		return (connections != null) ? "server-bound at " + Report.figure("%.1f", connections)
				: switch (knee.verdict()) {
					case NONE -> "none";
					case MIX_CHANGED -> "mix changed";
					default -> "unknown";
				};
	}

	/**
	 * Describe in a few words what is said of a pool's size.
	 * @param advice what is said of the pool
	 * @return the words
	 */
	static String title(PoolAdvice advice) {
		for (Suggestion suggestion : advice.suggestions()) {
			SettingChange change = suggestion.change();
			if (change != null && change.setting() == Setting.MAXIMUM_POOL_SIZE) {
				return change.to() + ((change.to() > change.from()) ? " (raise)"
						: isServerBound(suggestion) ? " (the server does no more)" : " (lower)");
			}
			if (isServerBound(suggestion)) {
				return "stays (the server does no more)";
			}
		}
		return "stays";
	}

	private static boolean isServerBound(Suggestion suggestion) {
		return suggestion.id().contains("server-bound");
	}

}
