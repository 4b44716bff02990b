package io.github.poolstarter.tuning;

import java.util.Arrays;

/**
 * Whether borrowers come by themselves, or come again when they are done. Stateless.
 * <p>
 * Let m be the number of threads that wait for or hold a connection, T(m) the time that
 * was so, and A(m) the arrivals then. If requests come from outside, they come as often
 * whatever m is: A(m) is about r·T(m). If there are N threads, each of which comes again
 * some time after it was done, only those can come that are not there yet: A(m) is about
 * r·(N − m)·T(m). The logarithm of the ratio of the two (Poisson) likelihoods is
 *
 * <pre>
 * Λ = Σ A(m) ln (N − m) + A ln (A / Σ (N − m) T(m)) − A ln (A / Σ T(m))
 * </pre>
 *
 * and decides where it is over 5.4 or under −5.4, half of the 10.8 that decides about a
 * knee. Between them, and with many more threads than ever are there at once, the two
 * hardly differ.
 */
enum CallerPattern {

	/**
	 * Borrowers come whatever the pool does.
	 */
	OPEN,

	/**
	 * A number of threads come again when they are done.
	 */
	CLOSED,

	/**
	 * It can't be told.
	 */
	UNKNOWN;

	private static final double DECISIVE = 5.4;

	// A thread that comes though all are there: two of one hash
	private static final double LEAST_ABSENT = 0.5;

	/**
	 * Find out how borrowers come.
	 */
	static CallerPattern of(Evidence evidence, int threads) {
		long[] releases = new long[evidence.size()];
		int outer = 0;
		for (int i = 0; i < evidence.size(); i++) {
			if (evidence.at(i).depth() == 0) {
				releases[outer++] = evidence.at(i).release();
			}
		}
		releases = Arrays.copyOf(releases, outer);
		Arrays.sort(releases);
		double arrivals = 0;
		double weighted = 0;
		double present = 0;
		double time = 0;
		int there = 0;
		int left = 0;
		long last = 0;
		for (int i = 0; i < evidence.size(); i++) {
			if (evidence.at(i).depth() > 0) {
				continue;
			}
			long arrival = evidence.at(i).arrival();
			while (left < outer && releases[left] <= arrival) {
				present += Math.max(0, releases[left] - last) * Math.max(LEAST_ABSENT, threads - there);
				time += Math.max(0, releases[left] - last);
				last = Math.max(last, releases[left]);
				left++;
				there--;
			}
			present += Math.max(0, arrival - last) * Math.max(LEAST_ABSENT, threads - there);
			time += Math.max(0, arrival - last);
			last = Math.max(last, arrival);
			if (i >= evidence.first()) {
				arrivals++;
				weighted += Math.log(Math.max(LEAST_ABSENT, threads - there));
			}
			there++;
		}
		if (arrivals == 0 || time == 0 || present == 0) {
			return UNKNOWN;
		}
		double ratio = weighted + arrivals * Math.log(time / present);
		if (Math.abs(ratio) <= DECISIVE) {
			return UNKNOWN;
		}
		return (ratio > 0) ? CLOSED : OPEN;
	}

}
