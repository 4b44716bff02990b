package io.github.poolstarter.tuning;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

import io.github.poolstarter.tracking.Borrow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link KneeFit}.
 */
class KneeFitTests {

	private static final int BORROWS = 15000;

	private static final double HOLD = Loads.HOLD;

	@ParameterizedTest
	@EnumSource
	void findsNoneWhereConnectionsDoNotSlowEachOtherDown(Loads load) {
		for (double offered : new double[] { 5, 8 }) {
			for (long seed = 1; seed <= 5; seed++) {
				Knee knee = find(load.at(10, offered, BORROWS, seed).run(), 10);
				assertThat(knee.verdict()).as("load of %s, seed %d", offered, seed).isEqualTo(Knee.Verdict.NONE);
				assertThat(knee.connections()).isNull();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "20, 5", "20, 8", "7, 5", "7, 8" })
	void takesEqualHoldsThatBeginAtOnceForNoKnee(int batch, double offered) {
		for (long seed = 1; seed <= 5; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			DoubleSupplier gap = Simulation.exponential(random, batch * HOLD / offered);
			Simulation simulation = new Simulation(10);
			double time = 0;
			for (int i = 0; i < BORROWS; i++) {
				time += (i % batch == 0) ? gap.getAsDouble() : 0;
				simulation.arrive(time, HOLD * (0.95 + 0.1 * random.nextDouble()), i, 0);
			}
			Knee knee = find(simulation.run(), 10);
			assertThat(knee.improvement()).as("of the fit alone").isGreaterThan(10.8);
			assertThat(knee.verdict()).isEqualTo(Knee.Verdict.NONE);
		}
	}

	@ParameterizedTest
	@CsvSource({ "10, 2, 0.5", "10, 4, 0.5", "10, 4, 0.7", "10, 4, 0.85", "32, 4, 0.5", "32, 4, 0.85", "20, 8, 0.7" })
	void findsTheCoresOfAServerThatIsTheBottleneck(int size, double cores, double utilization) {
		for (boolean variable : new boolean[] { false, true }) {
			SplittableRandom random = new SplittableRandom(size);
			DoubleSupplier work = (variable) ? Simulation.lognormal(random, HOLD, 5)
					: Simulation.exponential(random, HOLD);
			Knee knee = find(server(size, cores, utilization, random, work), size);
			assertThat(knee.isServerBound()).isTrue();
			assertThat(knee.connections()).isCloseTo(cores, within(0.15 * cores + 0.5));
		}
	}

	@Test
	void findsTheCoresUnderClosedCallers() {
		SplittableRandom random = new SplittableRandom(1);
		Simulation simulation = new Simulation(32).cores(4);
		simulation.callers(12, BORROWS, Simulation.exponential(random, HOLD), Simulation.exponential(random, HOLD));
		Knee knee = find(simulation.run(), 32);
		assertThat(knee.isServerBound()).isTrue();
		assertThat(knee.connections()).isBetween(3.0, 5.0);
	}

	@Test
	void tellsOtherWorkFromASlowerServer() {
		SplittableRandom random = new SplittableRandom(1);
		DoubleSupplier one = Simulation.exponential(random, 1);
		Simulation simulation = new Simulation(10);
		double time = 0;
		for (int i = 0; i < BORROWS; i++) {
			// Longer work comes, and has more connections in use
			int site = (i / 2000) % 2;
			time += one.getAsDouble() * HOLD / 6;
			simulation.arrive(time, one.getAsDouble() * HOLD * ((site == 1) ? 1 : 0.4), i, site);
		}
		assertThat(find(simulation.run(), 10).verdict()).isEqualTo(Knee.Verdict.MIX_CHANGED);
	}

	@Test
	void workInTheCodeIsNoWorkOfTheServer() {
		SplittableRandom random = new SplittableRandom(1);
		DoubleSupplier work = Simulation.exponential(random, HOLD);
		// What grows is what the code does while it holds a connection
		List<Borrow> borrows = server(10, 4, 0.7, random, work).stream()
			.map((borrow) -> new Borrow(borrow.arrivalNanos(), borrow.grantNanos(), borrow.releaseNanos(),
					Math.min(borrow.holdNanos(), (long) (work.getAsDouble() / 100)), 0, borrow.threadHash(), 0))
			.toList();
		assertThat(find(borrows, 10).verdict()).isEqualTo(Knee.Verdict.NONE);
	}

	@Test
	void saysNothingWhereTheNumberInUseDoesNotVary() {
		SplittableRandom random = new SplittableRandom(1);
		Simulation simulation = new Simulation(2);
		simulation.callers(30, BORROWS, () -> 1, Simulation.exponential(random, HOLD));
		assertThat(find(simulation.run(), 2).verdict()).isEqualTo(Knee.Verdict.UNKNOWN);
	}

	private static List<Borrow> server(int size, double cores, double utilization, SplittableRandom random,
			DoubleSupplier work) {
		Simulation simulation = new Simulation(size).cores(cores);
		DoubleSupplier gap = Simulation.exponential(random, HOLD / cores / utilization);
		double time = 0;
		for (int i = 0; i < BORROWS; i++) {
			time += gap.getAsDouble();
			simulation.arrive(time, work.getAsDouble(), i, 0);
		}
		return simulation.run();
	}

	private static Knee find(List<Borrow> borrows, int size) {
		Evidence evidence = Evidence.of(borrows, RecordedSettings.fixed(size, Long.MAX_VALUE));
		return KneeFit.find(evidence, new ConnectionsInUse(evidence), Workloads.callSites(evidence).get(0).callSite());
	}

}
