package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tracking.BorrowFlags;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Analyzer}.
 */
class AnalyzerTests {

	private static final long MILLI = 1_000_000;

	@Test
	void saysNothingOfFewBorrows() {
		List<Borrow> borrows = Loads.EXPONENTIAL.at(10, 8, 1000, 1).run();
		RecordedSettings settings = RecordedSettings.fixed(10, 30_000 * MILLI);
		Evidence enough = Evidence.of(borrows, settings, 0, 60_000 * MILLI);
		assertThat(Analyzer.analyze(enough, SizeAims.DEFAULT)).isInstanceOf(Analysis.class);
		Evidence tooLittle = Evidence.of(borrows.subList(1, 1000), settings, 0, 60_000 * MILLI);
		assertThat(Analyzer.analyze(tooLittle, SizeAims.DEFAULT)).isEqualTo(new NotEnoughEvidence(999, 1000));
		assertThat(Analyzer.analyze(evidence(List.of(), 10), SizeAims.DEFAULT))
			.isEqualTo(new NotEnoughEvidence(0, 1000));
	}

	@Test
	void addsUpWhatThePoolHadToDo() {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			// Two of 4 ms every 10 ms, of which one works all of the time and one never
			borrows.add(new Borrow(10 * i * MILLI, 10 * i * MILLI, (10 * i + 4) * MILLI, 4 * MILLI, 1, i % 20, 0));
			borrows.add(new Borrow((10 * i + 1) * MILLI, (10 * i + 2) * MILLI, (10 * i + 6) * MILLI, 0L, 2, 20 + i % 20,
					(i < 3) ? BorrowFlags.CREATED : 0));
		}
		Analysis analysis = analyze(
				Evidence.of(borrows, RecordedSettings.fixed(10, 30_000 * MILLI), 0, 20_000 * MILLI));
		Workload workload = analysis.workload();
		assertThat(workload.windowNanos()).isEqualTo(20_000 * MILLI);
		assertThat(workload.arrivals()).isEqualTo(4000);
		assertThat(workload.granted()).isEqualTo(4000);
		assertThat(workload.timeouts()).isZero();
		assertThat(workload.threads()).isEqualTo(40);
		assertThat(workload.offeredLoad()).isCloseTo(0.8, within(1e-9));
		assertThat(workload.offeredLoadError()).isCloseTo(0, within(1e-3));
		assertThat(workload.idleShare()).isCloseTo(0.5, within(1e-9));
		assertThat(workload.peakInUse()).isEqualTo(2);
		assertThat(workload.hold().maxNanos()).isEqualTo(4 * MILLI);
		assertThat(workload.queueing().maxNanos()).isEqualTo(MILLI);
		assertThat(workload.queueing().count()).isEqualTo(4000);
		assertThat(workload.opened()).isEqualTo(3);
		assertThat(workload.openingNanos()).isEqualTo(MILLI);
		assertThat(analysis.callSites()).extracting(CallSiteLoad::callSite).containsExactly(1, 2);
		CallSiteLoad idle = analysis.callSites().get(1);
		assertThat(idle.borrows()).isEqualTo(2000);
		assertThat(idle.share()).isCloseTo(0.5, within(1e-9));
		assertThat(idle.connections()).isCloseTo(0.4, within(1e-9));
		assertThat(idle.idleConnections()).isCloseTo(0.4, within(1e-9));
		assertThat(idle.idleShare()).isCloseTo(1, within(1e-9));
		assertThat(analysis.nested()).isEqualTo(new NestedBorrows(0, 1, 1));
	}

	@Test
	void idleTimeIsUnknownWhereItIsNotMeasured() {
		List<Borrow> borrows = Loads.EXPONENTIAL.at(10, 5, 3000, 1)
			.run()
			.stream()
			.map((borrow) -> new Borrow(borrow.arrivalNanos(), borrow.grantNanos(), borrow.releaseNanos(), null,
					borrow.callSite(), borrow.threadHash(), 0))
			.toList();
		Analysis analysis = analyze(evidence(borrows, 10));
		assertThat(analysis.workload().idleShare()).isNull();
		assertThat(analysis.callSites().get(0).idleShare()).isNull();
		assertThat(analysis.idleInHold()).isNull();
	}

	@Test
	void wantsTheWaitToBeATenthOfTheHoldWithinBounds() {
		assertThat(SizeAims.DEFAULT.targetWaitNanos(20 * MILLI)).isEqualTo(2 * MILLI);
		assertThat(SizeAims.DEFAULT.targetWaitNanos(MILLI)).isEqualTo(MILLI);
		assertThat(SizeAims.DEFAULT.targetWaitNanos(1000 * MILLI)).isEqualTo(5 * MILLI);
		assertThat(new SizeAims(7L, 5).targetWaitNanos(1000 * MILLI)).isEqualTo(7);
	}

	@Test
	void choosesTheSmallestSizeThatKeepsToTheWait() {
		Analysis analysis = analyze(evidence(Loads.EXPONENTIAL.at(12, 4, 20000, 1).run(), 12));
		SizeTarget target = analysis.target();
		assertThat(target.limit()).isEqualTo(SizeTarget.Limit.NEED);
		assertThat(target.met()).isTrue();
		assertThat(target.size()).isBetween(7, 12);
		assertThat(analysis.predict(target.size()).meets(target.targetWaitNanos())).isTrue();
		assertThat(analysis.predict(target.size() - 1).meets(target.targetWaitNanos())).isFalse();
		assertThat(analysis.predictions()).containsKeys(12, target.size());
	}

	@Test
	void keepsToTheCeilingAndSaysThatItIsNotEnough() {
		Evidence evidence = evidence(Loads.EXPONENTIAL.at(6, 8, 5000, 1).run(), 6);
		SizeTarget target = ((Analysis) Analyzer.analyze(evidence, new SizeAims(null, 8))).target();
		assertThat(target.size()).isEqualTo(8);
		assertThat(target.met()).isFalse();
		assertThat(target.limit()).isEqualTo(SizeTarget.Limit.CEILING);
		assertThat(analyze(evidence).target().size()).isLessThanOrEqualTo(12);
	}

	@Test
	void predictsNothingBeyondWhatWasSeenWithoutSayingSo() {
		Analysis analysis = analyze(evidence(Loads.EXPONENTIAL.at(6, 5, 5000, 1).run(), 6));
		assertThat(analysis.workload().peakInUse()).isEqualTo(6);
		assertThat(analysis.predict(9).extrapolated()).isFalse();
		assertThat(analysis.predict(10).extrapolated()).isTrue();
	}

	@Test
	void countsTimeoutsAndNeedsASizeWithoutThem() {
		List<Borrow> borrows = Loads.BURSTY.at(6, 7, 5000, 2).timeoutMillis(300).run();
		Evidence evidence = Evidence.of(borrows, RecordedSettings.fixed(6, 300 * MILLI));
		Analysis analysis = (Analysis) Analyzer.analyze(evidence, new SizeAims(10_000 * MILLI, 100));
		assertThat(analysis.workload().timeouts()).isPositive();
		assertThat(analysis.workload().offeredLoad()).isCloseTo(7, within(1.5));
		assertThat(analysis.predict(6).timeouts()).isPositive();
		assertThat(analysis.predict(6).p99Wait().highNanos()).isEqualTo(300 * MILLI);
		assertThat(analysis.predict(analysis.target().size()).timeouts()).isZero();
	}

	@Test
	void doesNotGrowAPoolWhoseServerIsTheBottleneck() {
		for (int size : new int[] { 6, 10, 32 }) {
			SplittableRandom random = new SplittableRandom(size);
			DoubleSupplier one = Simulation.exponential(random, 1);
			Simulation simulation = new Simulation(size).cores(4);
			double time = 0;
			for (int i = 0; i < 20000; i++) {
				time += one.getAsDouble() * Loads.HOLD / 4 / 0.85;
				simulation.arrive(time, one.getAsDouble() * Loads.HOLD, i, 0);
			}
			Analysis analysis = analyze(evidence(simulation.run(), size));
			assertThat(analysis.knee().isServerBound()).as("of %d: %s", size, analysis.knee()).isTrue();
			assertThat(analysis.target().size()).isBetween(4, 6);
			Prediction beyond = analysis.predict(2 * size);
			assertThat(beyond.serverBound()).isTrue();
			assertThat(beyond.p99Wait()).isEqualTo(analysis.predict(size).p99Wait());
			assertThat(analysis.predict(2).serverBound()).isFalse();
		}
	}

	@Test
	void rangeOfTheRecordedSizeHasWhatWasRecorded() {
		for (Loads load : Loads.values()) {
			// One of six is never to be had
			List<Borrow> borrows = load.at(5, 4.6, 5000, 1).run();
			Analysis analysis = analyze(evidence(borrows, 6));
			long recorded = analysis.workload().queueing().p99Nanos();
			assertThat(analysis.predict(6).p99Wait().contains(recorded)).as("%s: %s", load, recorded).isTrue();
			assertThat(analysis.predict(6).p50Wait().contains(analysis.workload().queueing().p50Nanos())).isTrue();
			assertThat(analysis.predict(5).p99Wait().highNanos()).isGreaterThanOrEqualTo(recorded);
		}
	}

	@Test
	void smallerPoolOfABoundServerHasTheWaitsThatItsHoldsLose() {
		SplittableRandom random = new SplittableRandom(1);
		DoubleSupplier one = Simulation.exponential(random, 1);
		Simulation large = new Simulation(32).cores(4);
		Simulation small = new Simulation(4).cores(4);
		double time = 0;
		for (int i = 0; i < 20000; i++) {
			time += one.getAsDouble() * Loads.HOLD / 4 / 0.8;
			double work = one.getAsDouble() * Loads.HOLD;
			large.arrive(time, work, i, 0);
			small.arrive(time, work, i, 0);
		}
		Analysis analysis = analyze(evidence(large.run(), 32));
		long truth = Simulation.p99Wait(small.run());
		Prediction prediction = analysis.predict(4);
		assertThat(analysis.knee().connections()).isEqualTo(4);
		assertThat(prediction.p99Wait().contains(truth)).as("%s: %s", truth, prediction).isTrue();
		assertThat((double) prediction.likelyP99Nanos()).isBetween(0.7 * truth, 1.4 * truth);
		assertThat(analysis.predict(32).likelyP99Nanos()).isZero();
	}

	@Test
	void tellsWhatItIsWorthNotToHoldConnectionsIdle() {
		SplittableRandom random = new SplittableRandom(1);
		DoubleSupplier one = Simulation.exponential(random, 1);
		Simulation simulation = new Simulation(20);
		double time = 0;
		for (int i = 0; i < 10000; i++) {
			time += one.getAsDouble() * 10 * MILLI;
			// Site 1 holds for 200 ms and works for 10 of them
			simulation.arrive(time, one.getAsDouble() * ((i % 2 == 0) ? 200 : 10) * MILLI, i, (i % 2 == 0) ? 1 : 2);
		}
		List<Borrow> borrows = simulation.run()
			.stream()
			.map((borrow) -> (borrow.callSite() == 2) ? borrow
					: new Borrow(borrow.arrivalNanos(), borrow.grantNanos(), borrow.releaseNanos(),
							borrow.holdNanos() / 20, 1, borrow.threadHash(), 0))
			.toList();
		Analysis analysis = analyze(evidence(borrows, 20));
		IdleInHold idle = analysis.idleInHold();
		assertThat(idle).isNotNull();
		assertThat(idle.callSite()).isEqualTo(1);
		assertThat(idle.connectionsFreed()).isCloseTo(9.5, within(1.0));
		assertThat(analysis.target().size()).isGreaterThan(14);
		assertThat(idle.target().size()).isLessThan(8);
		assertThat(idle.without().size()).isEqualTo(20);
		assertThat(idle.without().likelyP99Nanos()).isZero();
	}

	@Test
	void predictsWhatOpeningConnectionsAdds() {
		Analysis analysis = analyze(evidence(Loads.EXPONENTIAL.at(16, 4, 5000, 1).run(), 16));
		assertThat(analysis.predict(16, Opening.NONE)).isEqualTo(analysis.predict(16));
		assertThat(analysis.predict(16, new Opening(2, 3000 * MILLI)).p99Wait().highNanos()).isGreaterThan(100 * MILLI);
	}

	@Test
	void nestedBorrowsRaiseTheFloor() {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			long at = 10L * i * MILLI;
			borrows.add(new Borrow(at, at, at + 4 * MILLI, null, 1, i % 7, 0));
			borrows.add(new Borrow(at + MILLI, at + MILLI, at + 2 * MILLI, null, 1, i % 7, BorrowFlags.depth(1)));
			if (i % 7 == 0) {
				borrows.add(new Borrow(at + MILLI + 1, at + MILLI + 1, at + 2 * MILLI, null, 1, i % 7,
						BorrowFlags.depth(2)));
			}
		}
		Analysis analysis = analyze(evidence(borrows, 10));
		// Six threads hold two, and one holds three
		assertThat(analysis.nested()).isEqualTo(new NestedBorrows(7, 3, 9));
		assertThat(analysis.target().floor()).isEqualTo(9);
		assertThat(analysis.target().size()).isEqualTo(9);
		assertThat(analysis.target().limit()).isEqualTo(SizeTarget.Limit.FLOOR);
	}

	@Test
	void threadsThatComeOnceCountAsManyAsAreThereAtOnce() {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			long at = 10L * i * MILLI;
			borrows.add(new Borrow(at, at, at + 25 * MILLI, null, 1, i, 0));
			borrows.add(new Borrow(at + MILLI, at + MILLI, at + 2 * MILLI, null, 1, i, BorrowFlags.depth(1)));
		}
		assertThat(NestedBorrows.of(evidence(borrows, 10))).isEqualTo(new NestedBorrows(3, 2, 4));
	}

	@Test
	void tellsCallersThatComeAgainFromThoseThatComeByThemselves() {
		assertThat(pattern(Loads.CLOSED.at(10, 8, 20000, 1).run())).isEqualTo(CallerPattern.CLOSED);
		assertThat(pattern(Loads.BURSTY.at(10, 8, 20000, 1).run())).isEqualTo(CallerPattern.OPEN);
		// Forty threads of a web server, each request to the one that has rested longest
		List<Borrow> borrows = new ArrayList<>();
		for (Borrow borrow : Loads.EXPONENTIAL.at(10, 8, 20000, 1).run()) {
			borrows.add(new Borrow(borrow.arrivalNanos(), borrow.grantNanos(), borrow.releaseNanos(), null, 0,
					borrow.threadHash() % 40, 0));
		}
		assertThat(pattern(borrows)).isEqualTo(CallerPattern.OPEN);
	}

	private static CallerPattern pattern(List<Borrow> borrows) {
		Evidence evidence = evidence(borrows, 10);
		return CallerPattern.of(evidence, ReplayInput.of(evidence).threads());
	}

	private static Analysis analyze(Evidence evidence) {
		return (Analysis) Analyzer.analyze(evidence, SizeAims.DEFAULT);
	}

	private static Evidence evidence(List<Borrow> borrows, int size) {
		return Evidence.of(borrows, RecordedSettings.fixed(size, 30_000 * MILLI));
	}

}
