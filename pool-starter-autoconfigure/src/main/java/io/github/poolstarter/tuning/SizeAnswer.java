package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * Which size is suggested, given the one that was suggested before. The same load gives
 * somewhat other figures in each window, and whoever reads the suggestions twice should
 * not read two answers. Stateless; a pure function.
 * <p>
 * With c the size, s the need and s½ ≥ s the size that would keep to half of the wait:
 * <ul>
 * <li>Where nothing stands, a larger size is suggested if c &lt; s, and a smaller one if
 * c is over s½ by more than a fifth, and by more than 1. Between them nothing is.</li>
 * <li>A larger size that stands falls when c is over s½ as far as that. Till then it is
 * replaced if it is under the need, or over twice the need, by more than 1 and more than
 * a tenth.</li>
 * <li>A smaller size that stands falls when c ≤ s½. Till then it is replaced by s½ if it
 * is under the need or over twice s½.</li>
 * </ul>
 */
final class SizeAnswer {

	private static final double TENTH = 0.1;

	private static final double FIFTH = 0.2;

	private SizeAnswer() {
	}

	/**
	 * Find the answer.
	 * @param standing the size that was suggested before, {@code null} for none
	 */
	static int next(@Nullable Integer standing, int current, int need, int comfortable) {
		if (standing != null && standing > current && !isMuchLarger(current, comfortable)) {
			return larger(standing, current, need);
		}
		if (standing != null && standing < current && comfortable < current) {
			return (need <= standing && standing <= 2 * comfortable) ? standing : comfortable;
		}
		if (need > current) {
			return need;
		}
		return (isMuchLarger(current, comfortable)) ? comfortable : current;
	}

	private static boolean isMuchLarger(int current, int comfortable) {
		return current - comfortable > Math.max(1, FIFTH * current);
	}

	private static int larger(int standing, int current, int need) {
		double tolerance = Math.max(1, TENTH * standing);
		boolean tooSmall = need > standing + tolerance;
		boolean tooLarge = standing > 2 * need && standing - need > tolerance;
		return (tooSmall || (tooLarge && need > current)) ? need : standing;
	}

}
