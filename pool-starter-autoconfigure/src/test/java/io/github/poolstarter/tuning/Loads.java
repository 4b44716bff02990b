package io.github.poolstarter.tuning;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Loads with a known answer: those of the table in the documentation, at a mean hold of
 * ten milliseconds. What is random about a load hangs on its seed alone, never on the
 * size of the pool.
 */
enum Loads {

	/** Poisson arrivals, exponential holds. */
	EXPONENTIAL,

	/** Poisson arrivals, lognormal holds of squared variation 1. */
	LOGNORMAL,

	/** Poisson arrivals, hyperexponential holds of squared variation 5. */
	VARIABLE,

	/** Arrivals that are three times as frequent half of the time, exponential holds. */
	BURSTY,

	/** Twenty at once, exponential holds. */
	BATCHES,

	/** Fifty threads that come again when they are done, exponential holds. */
	CLOSED;

	static final double HOLD = 10 * Simulation.MILLI;

	private static final int BATCH = 20;

	private static final int THREADS = 50;

	private static final double STATE = 500 * Simulation.MILLI;

	Simulation at(int size, double offered, int borrows, long seed) {
		Simulation simulation = new Simulation(size);
		SplittableRandom random = new SplittableRandom(seed);
		DoubleSupplier one = Simulation.exponential(random.split(), 1);
		SplittableRandom ofHolds = random.split();
		DoubleSupplier hold = switch (this) {
			case LOGNORMAL -> Simulation.lognormal(ofHolds, HOLD, 1);
			case VARIABLE -> Simulation.hyperexponential(ofHolds, HOLD);
			default -> Simulation.exponential(ofHolds, HOLD);
		};
		double gap = HOLD / offered;
		switch (this) {
			case CLOSED ->
				simulation.callers(THREADS, borrows, () -> HOLD * (THREADS / offered - 1) * one.getAsDouble(), hold);
			case BURSTY -> bursty(simulation, borrows, gap, one, hold);
			case BATCHES -> {
				double time = 0;
				for (int i = 0; i < borrows; i++) {
					time += (i % BATCH == 0) ? BATCH * gap * one.getAsDouble() : 0;
					simulation.arrive(time, hold.getAsDouble(), i, 0);
				}
			}
			default -> {
				double time = 0;
				for (int i = 0; i < borrows; i++) {
					time += gap * one.getAsDouble();
					simulation.arrive(time, hold.getAsDouble(), i, 0);
				}
			}
		}
		return simulation;
	}

	private static void bursty(Simulation simulation, int borrows, double gap, DoubleSupplier one,
			DoubleSupplier hold) {
		boolean busy = false;
		double time = 0;
		double change = STATE * one.getAsDouble();
		int arrived = 0;
		while (arrived < borrows) {
			double next = time + gap / ((busy) ? 1.5 : 0.5) * one.getAsDouble();
			if (next > change) {
				time = change;
				change = time + STATE * one.getAsDouble();
				busy = !busy;
			}
			else {
				time = next;
				simulation.arrive(time, hold.getAsDouble(), arrived++, 0);
			}
		}
	}

}
