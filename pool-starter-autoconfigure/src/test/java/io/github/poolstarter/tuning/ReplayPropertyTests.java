package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.github.poolstarter.tracking.Borrow;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is true of the replays of any trace.
 */
class ReplayPropertyTests {

	private static final int TRIES = 200;

	@Property(tries = TRIES)
	void moreServersNeverPredictMoreWait(@ForAll("trace") List<Borrow> borrows,
			@ForAll @IntRange(min = 1, max = 9) int size, @ForAll @LongRange(min = 0, max = 50) long openingNanos,
			@ForAll @IntRange(max = 9) int open) {
		ReplayInput demand = ReplayInput.of(evidence(borrows, 10));
		Opening opening = new Opening(open, openingNanos);
		for (Opening each : List.of(Opening.NONE, opening)) {
			ReplayedWaits few = Replay.open(demand, size, each);
			ReplayedWaits more = Replay.open(demand, size + 1, each);
			for (int i = 0; i < demand.size(); i++) {
				assertThat(more.nanos(i)).isLessThanOrEqualTo(few.nanos(i));
			}
		}
	}

	@Property(tries = TRIES)
	void nobodyWaitsWithAConnectionForEach(@ForAll("trace") List<Borrow> borrows) {
		ReplayInput demand = ReplayInput.of(evidence(borrows, 10));
		for (ReplayedWaits waits : List.of(Replay.open(demand, borrows.size(), Opening.NONE),
				Replay.perThread(demand, borrows.size(), Opening.NONE))) {
			assertThat(waits.quantile(1)).isZero();
			assertThat(waits.standardError(0.99)).isZero();
		}
	}

	@Property(tries = TRIES)
	void nobodyWaitsLongerThanTheTimeout(@ForAll("trace") List<Borrow> borrows,
			@ForAll @IntRange(min = 1, max = 5) int size, @ForAll @LongRange(min = 1, max = 100) long timeout) {
		ReplayInput demand = ReplayInput
			.of(Evidence.of(borrows, RecordedSettings.fixed(10, timeout), 0, Long.MAX_VALUE / ReplayedWaits.BLOCKS));
		for (ReplayedWaits waits : List.of(Replay.open(demand, size, Opening.NONE),
				Replay.perThread(demand, size, Opening.NONE))) {
			assertThat(waits.quantile(1)).isBetween(0L, timeout);
			assertThat(waits.gaveUp()).isBetween(0, demand.size());
			assertThat((waits.gaveUp() == 0) || waits.quantile(1) == timeout).isTrue();
		}
	}

	@Property(tries = TRIES)
	void whatAReplayRecordsIsGivenBack(@ForAll("trace") List<Borrow> borrows,
			@ForAll @IntRange(min = 1, max = 10) int size) {
		List<Borrow> recorded = recorded(borrows, size);
		Evidence evidence = evidence(recorded, size);
		ReplayedWaits open = Replay.open(ReplayInput.of(evidence), size, Opening.NONE);
		ReplayedWaits perThread = Replay.perThread(ReplayInput.of(evidence), size, Opening.NONE);
		for (int i = 0; i < evidence.size(); i++) {
			long wait = evidence.at(i).grant() - evidence.at(i).arrival();
			assertThat(open.nanos(i)).isEqualTo(wait);
			assertThat(perThread.nanos(i)).isEqualTo(wait);
		}
	}

	@Property(tries = TRIES)
	void orderOfTheLogDoesNotMatter(@ForAll("trace") List<Borrow> borrows, @ForAll long seed,
			@ForAll @IntRange(min = 1, max = 10) int size) {
		List<Borrow> shuffled = new ArrayList<>(borrows);
		Collections.shuffle(shuffled, new Random(seed));
		ReplayInput demand = ReplayInput.of(evidence(borrows, 10));
		ReplayInput other = ReplayInput.of(evidence(shuffled, 10));
		ReplayedWaits perThread = Replay.perThread(demand, size, Opening.NONE);
		ReplayedWaits ofOther = Replay.perThread(other, size, Opening.NONE);
		for (int i = 0; i < demand.size(); i++) {
			assertThat(ofOther.nanos(i)).isEqualTo(perThread.nanos(i));
		}
	}

	@Property(tries = TRIES)
	void lowIsNeverAboveHighAndWhatIsLikelyLiesBetween(@ForAll("trace") List<Borrow> borrows,
			@ForAll @IntRange(min = 1, max = 12) int size, @ForAll CallerPattern pattern) {
		Evidence evidence = Evidence.of(borrows, RecordedSettings.fixed(10, 1000), 0,
				Long.MAX_VALUE / ReplayedWaits.BLOCKS);
		Prediction prediction = new Predictor(ReplayInput.of(evidence), 0.1, pattern, 8).predict(size, Opening.NONE);
		for (Range range : List.of(prediction.p50Wait(), prediction.p99Wait())) {
			assertThat(range.lowNanos()).isBetween(0L, range.highNanos());
			assertThat(range.highNanos()).isLessThanOrEqualTo(1000);
		}
		assertThat(prediction.p50Wait().contains(prediction.likelyP50Nanos())).isTrue();
		assertThat(prediction.p99Wait().contains(prediction.likelyP99Nanos())).isTrue();
		assertThat(prediction.likelyP50Nanos()).isLessThanOrEqualTo(prediction.likelyP99Nanos());
		assertThat(prediction.timeouts()).isBetween(0, borrows.size());
		assertThat(prediction.extrapolated()).isEqualTo(size > 12);
	}

	@Property(tries = TRIES)
	void percentilesAreThoseOfAllWaits(@ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 50) Long> nanos,
			@ForAll @IntRange(min = 0, max = 100) int percent) {
		ReplayedWaits waits = new ReplayedWaits(nanos.size(), 0);
		for (int i = 0; i < nanos.size(); i++) {
			waits.waited(i, nanos.get(i));
		}
		long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
		long expected = sorted[Math.max(0, (percent * sorted.length + 99) / 100 - 1)];
		assertThat(waits.quantile(percent / 100.0)).isEqualTo(expected);
		double[] without = new double[ReplayedWaits.BLOCKS];
		for (int block = 0; block < ReplayedWaits.BLOCKS; block++) {
			without[block] = without(nanos, block, percent);
		}
		double mean = Arrays.stream(without).average().orElseThrow();
		double squares = Arrays.stream(without).map((value) -> (value - mean) * (value - mean)).sum();
		assertThat(waits.standardError(percent / 100.0)).isCloseTo(Math.sqrt(squares * 7 / 8),
				org.assertj.core.api.Assertions.within(1e-6));
	}

	private static long without(List<Long> nanos, int block, int percent) {
		List<Long> rest = new ArrayList<>(nanos);
		rest.subList(nanos.size() * block / ReplayedWaits.BLOCKS, nanos.size() * (block + 1) / ReplayedWaits.BLOCKS)
			.clear();
		Collections.sort(rest);
		return (rest.isEmpty()) ? 0 : rest.get(Math.max(0, (percent * rest.size() + 99) / 100 - 1));
	}

	@Provide
	Arbitrary<List<Borrow>> trace() {
		Arbitrary<Borrow> borrow = Combinators
			.combine(Arbitraries.longs().between(0, 300), Arbitraries.longs().between(0, 20),
					Arbitraries.longs().between(1, 60), Arbitraries.integers().between(1, 12))
			.as((arrival, wait, hold, thread) -> new Borrow(arrival, arrival + wait, arrival + wait + hold, null, 0,
					thread, 0));
		return borrow.list().ofMinSize(1).ofMaxSize(80);
	}

	// As a pool would have recorded it
	private static List<Borrow> recorded(List<Borrow> borrows, int size) {
		Evidence evidence = evidence(borrows, size);
		ReplayedWaits waits = Replay.open(ReplayInput.of(evidence), size, Opening.NONE);
		List<Borrow> recorded = new ArrayList<>();
		for (int i = 0; i < evidence.size(); i++) {
			long grant = evidence.at(i).arrival() + waits.nanos(i);
			recorded.add(new Borrow(evidence.at(i).arrival(), grant, grant + evidence.at(i).hold(), null, 0,
					evidence.at(i).thread(), 0));
		}
		return recorded;
	}

	private static Evidence evidence(List<Borrow> borrows, int size) {
		return Evidence.of(borrows, RecordedSettings.fixed(size, Long.MAX_VALUE), 0,
				Long.MAX_VALUE / ReplayedWaits.BLOCKS);
	}

}
