package io.github.poolstarter.sizing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.poolstarter.sizing.SizingDecision.Kind;
import io.github.poolstarter.tracking.HistogramSnapshot;
import io.github.poolstarter.tracking.HistorySample;
import io.github.poolstarter.tracking.PoolStats;
import io.github.poolstarter.tuning.NoChange;
import io.github.poolstarter.tuning.NotEnoughEvidence;
import io.github.poolstarter.tuning.PoolAdvice;
import io.github.poolstarter.tuning.Range;
import io.github.poolstarter.tuning.Setting;
import io.github.poolstarter.tuning.SettingChange;
import io.github.poolstarter.tuning.Severity;
import io.github.poolstarter.tuning.Suggestion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolSizingLog}.
 */
class PoolSizingLogTests {

	private static final Instant NOW = Instant.parse("2026-05-04T10:15:30Z");

	private static final Suggestion RAISE = suggestion("ai-raise-8", 4, 8);

	private final PoolSizingLog log = new PoolSizingLog("ai");

	@Test
	void suggestionIsProposedOnceHoweverOftenItIsMade() {
		this.log.advised(advice(RAISE), NOW);
		this.log.advised(advice(RAISE), NOW.plusSeconds(10));
		assertThat(this.log.decisions())
			.containsExactly(new SizingDecision("ai-1", "ai", NOW, Kind.PROPOSED, Setting.MAXIMUM_POOL_SIZE, 4, 8,
					"too few", null, "ai-raise-8", new Range(1, 2), Map.of("borrows", 1000), null));
	}

	@Test
	void suggestionAboutCodeIsNoDecision() {
		this.log.advised(advice(suggestion("ai-leak", null)), NOW);
		assertThat(this.log.decisions()).isEmpty();
	}

	@Test
	void suggestionThatIsReplacedIsWithdrawnBeforeTheOtherIsProposed() {
		this.log.advised(advice(RAISE), NOW);
		this.log.advised(advice(suggestion("ai-raise-10", 4, 10)), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind)
			.containsExactly(Kind.PROPOSED, Kind.WITHDRAWN, Kind.PROPOSED);
		assertThat(this.log.decisions().get(1).because()).isEqualTo("Superseded by ai-raise-10");
		assertThat(this.log.decisions().get(1).suggestion()).isEqualTo("ai-raise-8");
	}

	@Test
	void reasonWhyNothingIsToBeChangedIsThatOfTheWithdrawal() {
		this.log.advised(advice(RAISE), NOW);
		this.log.advised(new PoolAdvice("ai", List.of(), null, new NoChange("it is enough", Map.of())), NOW);
		assertThat(this.log.decisions().get(0).because()).isEqualTo("it is enough");
	}

	@Test
	void suggestionThatEvidenceIsLackingForIsWithdrawn() {
		this.log.advised(advice(RAISE), NOW);
		this.log.advised(new PoolAdvice("ai", List.of(), new NotEnoughEvidence(12, 1000), null), NOW);
		assertThat(this.log.decisions().get(0).because()).contains("it takes 1000 borrows, and there are 12");
	}

	@Test
	void suggestionThatGivesWayToCodeSaysSo() {
		this.log.advised(advice(RAISE), NOW);
		this.log.advised(advice(suggestion("ai-leak", null)), NOW);
		assertThat(this.log.decisions().get(0).because()).isEqualTo("Something else comes first: too few");
	}

	@Test
	void suggestionThatWasAppliedIsNotWithdrawn() {
		this.log.advised(advice(RAISE), NOW);
		this.log.changed(RAISE, settings(2, 4), settings(2, 8), "too few", "alice", NOW.plusSeconds(5));
		this.log.advised(advice(), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind).containsExactly(Kind.APPLIED, Kind.PROPOSED);
		SizingDecision applied = this.log.decisions().get(0);
		assertThat(applied.by()).isEqualTo("alice");
		assertThat(applied.from()).isEqualTo(4);
		assertThat(applied.to()).isEqualTo(8);
		assertThat(applied.inputs()).isEqualTo(Map.of("borrows", 1000));
	}

	@Test
	void changeToAnotherSizeWithdrawsWhatWasSuggested() {
		this.log.advised(advice(RAISE), NOW);
		this.log.changed(null, settings(2, 4), settings(2, 6), "POST", null, NOW.plusSeconds(5));
		this.log.advised(new PoolAdvice("ai", List.of(), new NotEnoughEvidence(0, 1000), null), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind)
			.containsExactly(Kind.WITHDRAWN, Kind.CHANGED, Kind.PROPOSED);
		assertThat(this.log.decisions().get(0).because()).isEqualTo("maximum-pool-size was set to 6");
	}

	@Test
	void changeOfTheMinimumAloneIsADecisionWithoutOutcome() {
		this.log.changed(null, settings(2, 4), settings(3, 4), "POST", null, NOW);
		SizingDecision decision = this.log.decisions().get(0);
		assertThat(decision.setting()).isEqualTo(Setting.MINIMUM_IDLE);
		assertThat(decision.from()).isEqualTo(2);
		assertThat(decision.to()).isEqualTo(3);
		assertThat(this.log.awaitsOutcome()).isFalse();
	}

	@Test
	void changeThatLeavesTheSizesIsNoDecision() {
		this.log.changed(null, settings(2, 4), settings(2, 4), "POST", null, NOW);
		assertThat(this.log.decisions()).isEmpty();
	}

	@Test
	void outcomeIsAddedToTheChangeThatItIsOf() {
		this.log.changed(null, settings(2, 4), settings(2, 8), "POST", null, NOW);
		this.log.advised(advice(suggestion("ai-raise-16", 8, 16)), NOW.plusSeconds(20));
		this.log.look(idle(30, 8));
		assertThat(this.log.decisions()).extracting(SizingDecision::outcome).containsOnlyNulls();
		assertThat(this.log.awaitsOutcome()).isTrue();
		this.log.look(idle(60, 8));
		assertThat(this.log.awaitsOutcome()).isFalse();
		assertThat(this.log.decisions().get(0).outcome()).isNull();
		assertThat(this.log.decisions().get(1).outcome().after().seconds()).isEqualTo(60);
	}

	@Test
	void nothingIsMeasuredOfAChangeThatOthersHaveOvertaken() {
		this.log.changed(null, settings(2, 4), settings(2, 8), "POST", null, NOW);
		this.log.look(idle(60, 5));
		assertThat(this.log.awaitsOutcome()).isFalse();
		assertThat(this.log.decisions()).extracting(SizingDecision::outcome).containsOnlyNulls();
	}

	@Test
	void lastTwoHundredAreKept() {
		for (int i = 1; i <= 201; i++) {
			this.log.changed(null, settings(2, 3 + i), settings(2, 4 + i), "POST", null, NOW);
		}
		assertThat(this.log.decisions()).hasSize(200);
		assertThat(this.log.decisions().get(0).id()).isEqualTo("ai-201");
		assertThat(this.log.decisions().get(199).id()).isEqualTo("ai-2");
	}

	private static List<HistorySample> idle(int seconds, int maximum) {
		return IntStream.rangeClosed(1, seconds)
			.mapToObj((second) -> new HistorySample(NOW.plusSeconds(second).toEpochMilli(), 1,
					new PoolStats(0, 0, 0, 0, 0, maximum), 0, 0, HistorySample.Counts.NONE, HistogramSnapshot.EMPTY,
					HistogramSnapshot.EMPTY, 0, 0))
			.toList();
	}

	private static PoolAdvice advice(Suggestion... suggestions) {
		return new PoolAdvice("ai", List.of(suggestions), null, null);
	}

	private static Suggestion suggestion(String id, int from, int to) {
		return suggestion(id, new SettingChange("ai", Setting.MAXIMUM_POOL_SIZE, from, to, null));
	}

	private static Suggestion suggestion(String id, @Nullable SettingChange change) {
		return new Suggestion(id, "ai", Severity.MEDIUM, "too few", "raise", change, new Range(1, 2),
				Map.of("borrows", 1000));
	}

	private static PoolSettings settings(int minimumIdle, int maximumPoolSize) {
		return new PoolSettings(minimumIdle, maximumPoolSize, Duration.ofSeconds(5), Duration.ofSeconds(5),
				Duration.ofMinutes(10), Duration.ofMinutes(30));
	}

}
