package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * Finds the number of connections beyond which the database gets no more done. Stateless.
 * <p>
 * <strong>The fit.</strong> While n connections are in use for a time T(n), D(n) borrows
 * end. Where connections don't slow each other down, each ends at the same rate x, so
 * that D(n) is about x·n·T(n). Where k of them do all that can be done, D(n) is about
 * x·min(n, k)·T(n). For k = 1, 1.5, … c the x is fitted, and the deviance
 *
 * <pre>
 * χ²(k) = 2 Σ D ln (D/D̂) − (D − D̂)
 * </pre>
 *
 * taken over all n with 30 departures at least, which so have their weight. A knee is
 * where χ²(c) − χ²(best) is over 10.8 (p about 0.001 with one degree of freedom) and the
 * best k under 0.9 c. For one call-site, D(n) are its departures, and n·T(n) is the time
 * its own connections were in use while n of all were.
 * <p>
 * <strong>The check.</strong> That D(n) is x·n·T(n) is true of exponential holds, and of
 * steady arrivals; but where twenty come at once and stay equally long, all leave one
 * after another, and few connections seem to get more done than many. So the same thing
 * is asked in a way that doesn't depend on how holds are distributed or when borrowers
 * come: holds that have nothing to do with each other know nothing of how many
 * connections were in use when they began. Borrows are parted into those that began with
 * at most k in use, and those with more. The second must be longer, by at least half of
 * what the fit says (means of logarithms, because slowing down multiplies; Welch's test,
 * z over 3.09, p 0.001). Where busy times are known they are compared, because the server
 * slows down its work only, and not what the code does meanwhile.
 * <p>
 * Both are done for all borrows and for those of the busiest call-site alone, if it has
 * enough of them. Three numbers of connections in use are needed. Of two, one and two, a
 * knee is only believed at 1, where both get the same done: a k of 1.5 between them would
 * be a guess that a third gets nothing more done.
 * <p>
 * <strong>The size.</strong> Where k connections do all that can be done, more of them
 * only share the same among themselves, so ⌈k⌉ are enough if each keeps the server busy
 * for as long as it is held. If it does so for a part of its hold only, k on average are
 * at times too few: the number of them that are idle is a binomial one, of the standard
 * deviation √(k z (1 − z)), where z is the idle share of a hold that is not slowed down.
 * Half of that is added, less a quarter, because the steps of k are a half:
 *
 * <pre>
 * enough = min(⌈1.25 k⌉, max(⌈k⌉, ⌈k + ½ √(k z (1 − z)) − ¼⌉))
 * </pre>
 *
 * That is what a simulated server of 2, 4 and 8 processors bears out. With ⌈1.25 k⌉ for
 * all, one that is never idle would have a quarter more connections than are of use; with
 * ⌈k⌉, one whose holds are idle for a third would now and then have a tenth too few, and
 * too few cost more than too many.
 */
final class KneeFit {

	private static final int LEAST_DEPARTURES = 30;

	private static final int LEAST_LEVELS = 2;

	private static final int LEVELS = 3;

	private static final double STEP = 0.5;

	private static final double IMPROVEMENT = 10.8;

	private static final double OF_SIZE = 0.9;

	private static final double OF_SLOWDOWN = 0.5;

	private static final double Z = 3.09;

	private static final double OVER_KNEE = 1.25;

	private static final double OF_DEVIATION = 0.5;

	private static final double HALF_STEP = STEP / 2;

	private final Evidence evidence;

	private final ConnectionsInUse usage;

	private KneeFit(Evidence evidence, ConnectionsInUse usage) {
		this.evidence = evidence;
		this.usage = usage;
	}

	/**
	 * Find the knee.
	 */
	static Knee find(Evidence evidence, ConnectionsInUse usage, int busiest) {
		KneeFit fit = new KneeFit(evidence, usage);
		Knee all = fit.find(null);
		Knee ofSite = fit.find(busiest);
		boolean disagree = ofSite.verdict() != Knee.Verdict.UNKNOWN && ofSite.verdict() != all.verdict();
		return (disagree && all.verdict() != Knee.Verdict.UNKNOWN)
				? new Knee(Knee.Verdict.MIX_CHANGED, null, null, all.improvement()) : all;
	}

	private Knee find(@Nullable Integer site) {
		Levels levels = levels(site);
		if (levels.enough() < LEAST_LEVELS) {
			return new Knee(Knee.Verdict.UNKNOWN, null, null, 0);
		}
		int size = this.evidence.settings().maximumPoolSize();
		double without = levels.deviance(size);
		double best = size;
		double least = without;
		for (double knee = 1; knee <= size; knee += STEP) {
			double deviance = levels.deviance(knee);
			if (deviance < least) {
				least = deviance;
				best = knee;
			}
		}
		boolean fits = without - least > IMPROVEMENT && best < OF_SIZE * size;
		boolean few = levels.enough() < LEVELS;
		double[] slowdowns = (fits && !(few && best > 1)) ? this.usage.slowdowns(best) : null;
		if (slowdowns != null && isSlowedDown(best, slowdowns, site)) {
			return new Knee(Knee.Verdict.SERVER_BOUND, best, enough(best, slowdowns), without - least);
		}
		return new Knee((few) ? Knee.Verdict.UNKNOWN : Knee.Verdict.NONE, null, null, without - least);
	}

	private int enough(double knee, double[] slowdowns) {
		double idle = 0;
		double work = 0;
		for (int i = 0; i < this.evidence.size(); i++) {
			if (this.evidence.at(i).granted()) {
				double notWorking = this.evidence.at(i).hold() - this.evidence.at(i).busy();
				idle += notWorking;
				work += Math.max(0, this.evidence.at(i).hold() / slowdowns[i] - notWorking);
			}
		}
		double share = (idle + work > 0) ? idle / (idle + work) : 0;
		double varying = OF_DEVIATION * Math.sqrt(knee * share * (1 - share)) - HALF_STEP;
		return (int) Math.min(Math.ceil(OVER_KNEE * knee), Math.ceil(knee + Math.max(0, varying)));
	}

	private Levels levels(@Nullable Integer site) {
		// More than the size are in use for the moment between two readings of the clock
		int size = this.evidence.settings().maximumPoolSize();
		Levels levels = new Levels(Math.min(size, this.usage.peak()));
		int[] ofSite = new int[1];
		this.usage.forEach((inUse, nanos, step, inWindow) -> {
			int level = Math.min(inUse, size);
			levels.exposure[level] += (double) nanos * ((site != null) ? ofSite[0] : inUse);
			if (site == null || this.evidence.at(step.borrow()).callSite() == site) {
				ofSite[0] += (step.grant()) ? 1 : -1;
				levels.departures[level] += (!step.grant() && inWindow) ? 1 : 0;
			}
		});
		return levels;
	}

	private boolean isSlowedDown(double knee, double[] slowdowns, @Nullable Integer site) {
		Mean few = new Mean();
		Mean many = new Mean();
		double expectedOfFew = 0;
		double expectedOfMany = 0;
		for (int i = 0; i < this.evidence.size(); i++) {
			if (this.evidence.at(i).granted() && (site == null || this.evidence.at(i).callSite() == site)) {
				double value = Math.log(Math.max(1, this.evidence.at(i).busy()));
				if (this.usage.inUseAtGrant(i) > knee) {
					many.add(value);
					expectedOfMany += Math.log(slowdowns[i]);
				}
				else {
					few.add(value);
					expectedOfFew += Math.log(slowdowns[i]);
				}
			}
		}
		if (few.count < LEAST_DEPARTURES || many.count < LEAST_DEPARTURES) {
			return false;
		}
		double expected = expectedOfMany / many.count - expectedOfFew / few.count;
		double difference = many.mean - few.mean;
		double error = Math.sqrt(many.squaredError() + few.squaredError());
		return expected > 0 && difference > Z * error && difference >= OF_SLOWDOWN * expected;
	}

	/**
	 * Departures, and connections in use times the time, by the number in use.
	 */
	private static final class Levels {

		private final long[] departures;

		private final double[] exposure;

		Levels(int peak) {
			this.departures = new long[peak + 1];
			this.exposure = new double[peak + 1];
		}

		private boolean isEnough(int level) {
			return this.departures[level] >= LEAST_DEPARTURES && this.exposure[level] > 0;
		}

		int enough() {
			int enough = 0;
			for (int level = 1; level < this.departures.length; level++) {
				enough += (isEnough(level)) ? 1 : 0;
			}
			return enough;
		}

		double deviance(double knee) {
			double departed = 0;
			double exposed = 0;
			for (int level = 1; level < this.departures.length; level++) {
				if (isEnough(level)) {
					departed += this.departures[level];
					exposed += this.exposure[level] * Math.min(1, knee / level);
				}
			}
			double rate = departed / exposed;
			double sum = 0;
			for (int level = 1; level < this.departures.length; level++) {
				if (isEnough(level)) {
					double expected = rate * this.exposure[level] * Math.min(1, knee / level);
					double seen = this.departures[level];
					sum += seen * Math.log(seen / expected) - (seen - expected);
				}
			}
			return 2 * sum;
		}

	}

	/**
	 * A mean and its error, by Welford's method.
	 */
	private static final class Mean {

		private long count;

		private double mean;

		private double squares;

		void add(double value) {
			this.count++;
			double difference = value - this.mean;
			this.mean += difference / this.count;
			this.squares += difference * (value - this.mean);
		}

		double squaredError() {
			return this.squares / (this.count - 1) / this.count;
		}

	}

}
