package io.github.poolstarter.benchmarks.tuning;

import java.util.List;
import java.util.stream.Collectors;

import io.github.poolstarter.benchmarks.report.Report;
import io.github.poolstarter.tuning.Knee;
import io.github.poolstarter.tuning.SizeTarget;

/**
 * What the starter advises, from one size on: what it says of that, and of the size that
 * it is given then, until it has nothing more to change.
 *
 * @param round the round, from one
 * @param path the sizes, the first is where it began
 * @param target what was said first
 * @param knee what was found first
 */
record Answer(int round, List<Integer> path, SizeTarget target, Knee knee) {

	int start() {
		return this.path.get(0);
	}

	int last() {
		return this.path.get(this.path.size() - 1);
	}

	String pathTitle() {
		return this.path.stream().map(String::valueOf).collect(Collectors.joining(" → "));
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
	 * Describe a target in a few words.
	 * @param target what was said
	 * @return the words
	 */
	static String title(SizeTarget target) {
		return target.size() + " (" + switch (target.limit()) {
			case NEED -> "enough for the wait";
			case FLOOR -> "the least";
			case SERVER -> "the server does no more";
			case CEILING -> "twice the size, and no prediction beyond";
			case MIX_CHANGED -> "stays, as the mix changed";
		} + ((target.met()) ? ")" : ", wait not met)");
	}

}
