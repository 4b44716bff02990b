package io.github.poolstarter.sizing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.HistogramSnapshot;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.PoolState;
import io.github.poolstarter.sizing.SizingDecision.Kind;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
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
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PoolSizingLog}.
 */
class PoolSizingLogTests {

	private static final Instant NOW = Instant.parse("2026-05-04T10:15:30Z");

	private static final Suggestion RAISE = suggestion("ai-raise-8", 4, 8);

	private final PoolSizingLog log = new PoolSizingLog("ai");

	@Test
	void suggestionIsProposedOnceHoweverOftenItIsMade() {
		advised(advice(RAISE), NOW);
		advised(advice(RAISE), NOW.plusSeconds(10));
		assertThat(this.log.decisions())
			.containsExactly(new SizingDecision("ai-1", "ai", NOW, Kind.PROPOSED, Setting.MAXIMUM_POOL_SIZE, 4, 8,
					"too few", null, "ai-raise-8", new Range(1, 2), Map.of("borrows", 1000), null));
	}

	@Test
	void suggestionAboutCodeIsNoDecision() {
		advised(advice(suggestion("ai-leak", null)), NOW);
		assertThat(this.log.decisions()).isEmpty();
	}

	@Test
	void suggestionThatIsReplacedIsWithdrawnBeforeTheOtherIsProposed() {
		advised(advice(RAISE), NOW);
		advised(advice(suggestion("ai-raise-10", 4, 10)), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind)
			.containsExactly(Kind.PROPOSED, Kind.WITHDRAWN, Kind.PROPOSED);
		assertThat(this.log.decisions().get(1).because()).isEqualTo("Superseded by ai-raise-10");
		assertThat(this.log.decisions().get(1).suggestion()).isEqualTo("ai-raise-8");
	}

	@Test
	void reasonWhyNothingIsToBeChangedIsThatOfTheWithdrawal() {
		advised(advice(RAISE), NOW);
		advised(new PoolAdvice("ai", List.of(), null, new NoChange("it is enough", Map.of())), NOW);
		assertThat(this.log.decisions().get(0).because()).isEqualTo("it is enough");
	}

	@Test
	void suggestionThatEvidenceIsLackingForIsWithdrawn() {
		advised(advice(RAISE), NOW);
		advised(new PoolAdvice("ai", List.of(), new NotEnoughEvidence(12, 1000), null), NOW);
		assertThat(this.log.decisions().get(0).because()).contains("12 of 1000 usable borrows");
	}

	@Test
	void suggestionThatGivesWayToCodeSaysSo() {
		advised(advice(RAISE), NOW);
		advised(advice(suggestion("ai-leak", null)), NOW);
		assertThat(this.log.decisions().get(0).because()).isEqualTo("Something else is more important: too few");
	}

	@Test
	void suggestionThatWasAppliedIsNotWithdrawn() {
		advised(advice(RAISE), NOW);
		this.log.changed(RAISE, settings(2, 4), settings(2, 8), "too few", "alice", NOW.plusSeconds(5));
		advised(advice(), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind).containsExactly(Kind.APPLIED, Kind.PROPOSED);
		SizingDecision applied = this.log.decisions().get(0);
		assertThat(applied.by()).isEqualTo("alice");
		assertThat(applied.from()).isEqualTo(4);
		assertThat(applied.to()).isEqualTo(8);
		assertThat(applied.inputs()).isEqualTo(Map.of("borrows", 1000));
	}

	@Test
	void changeToAnotherSizeWithdrawsWhatWasSuggested() {
		advised(advice(RAISE), NOW);
		this.log.changed(null, settings(2, 4), settings(2, 6), "POST", null, NOW.plusSeconds(5));
		advised(new PoolAdvice("ai", List.of(), new NotEnoughEvidence(0, 1000), null), NOW.plusSeconds(10));
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
		advised(advice(suggestion("ai-raise-16", 8, 16)), NOW.plusSeconds(20));
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
	void adviceThatWasFoundOutBeforeAnAppliedSuggestionIsNoNews() {
		advised(advice(RAISE), NOW);
		int version = this.log.version();
		apply();
		this.log.advised(advice(RAISE), version, NOW.plusSeconds(6));
		advised(advice(), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind).containsExactly(Kind.APPLIED, Kind.PROPOSED);
	}

	@Test
	void adviceThatIsGivenBetweenAChangeAndItsNoteIsNoNews() {
		advised(advice(RAISE), NOW);
		this.log.begin();
		int version = this.log.version();
		this.log.advised(advice(), version, NOW.plusSeconds(5));
		this.log.changed(RAISE, settings(2, 4), settings(2, 8), "too few", "alice", NOW.plusSeconds(5));
		this.log.advised(advice(), version, NOW.plusSeconds(5));
		this.log.end();
		this.log.advised(advice(RAISE), version, NOW.plusSeconds(5));
		advised(advice(), NOW.plusSeconds(10));
		assertThat(this.log.decisions()).extracting(SizingDecision::kind).containsExactly(Kind.APPLIED, Kind.PROPOSED);
	}

	private void apply() {
		this.log.begin();
		this.log.changed(RAISE, settings(2, 4), settings(2, 8), "too few", "alice", NOW.plusSeconds(5));
		this.log.end();
	}

	@Test
	void adviceIsNewsAgainAfterAChangeThatFailed() {
		SizingLog log = new SizingLog(Clock.systemUTC());
		JdbcPool pool = pool();
		assertThatIllegalStateException().isThrownBy(() -> log.changing(pool, () -> {
			log.advised(advice(RAISE), log.version("ai"));
			throw new IllegalStateException("not possible");
		}));
		assertThat(log.decisions(pool)).isEmpty();
		log.advised(advice(RAISE), log.version("ai"));
		assertThat(log.decisions(pool)).extracting(SizingDecision::kind).containsExactly(Kind.PROPOSED);
	}

	@Test
	void lastHundredThatWereCarriedOutAreKept() {
		for (int i = 1; i <= 101; i++) {
			this.log.changed(null, settings(2, 3 + i), settings(2, 4 + i), "POST", null, NOW);
		}
		assertThat(this.log.decisions()).hasSize(100);
		assertThat(this.log.decisions().get(0).id()).isEqualTo("ai-101");
		assertThat(this.log.decisions().get(99).id()).isEqualTo("ai-2");
	}

	@Test
	void suggestionThatComesAndGoesLeavesWhatWasCarriedOut() {
		this.log.changed(null, settings(2, 3), settings(2, 4), "POST", null, NOW);
		apply();
		for (int i = 0; i < 100; i++) {
			advised(advice(RAISE), NOW.plusSeconds(10));
			advised(advice(), NOW.plusSeconds(20));
		}
		this.log.changed(null, settings(2, 8), settings(2, 9), "POST", null, NOW.plusSeconds(30));
		List<SizingDecision> decisions = this.log.decisions();
		assertThat(decisions).hasSize(103);
		assertThat(decisions.get(0).kind()).isEqualTo(Kind.CHANGED);
		assertThat(decisions.get(1).id()).isEqualTo("ai-202");
		assertThat(decisions.get(100).id()).isEqualTo("ai-103");
		assertThat(decisions.subList(101, 103)).extracting(SizingDecision::kind)
			.containsExactly(Kind.APPLIED, Kind.CHANGED);
	}

	private void advised(PoolAdvice advice, Instant time) {
		this.log.advised(advice, this.log.version(), time);
	}

	private static JdbcPool pool() {
		Duration timeout = Duration.ofSeconds(5);
		return new JdbcPool(
				new PoolDefinition("ai", new PoolDefinition.Database("jdbc:h2:mem:sizing", null, null, null), 0, 4,
						new PoolDefinition.Timeouts(timeout, timeout, Duration.ofMinutes(10), Duration.ofMinutes(30),
								Duration.ZERO, null, null, null, null),
						new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
						StartupPolicy.LAZY, null),
				new HikariDataSource(),
				new PoolTracker("ai", false, new CallSiteRegistry(), new History(Duration.ofMinutes(1))), null, null,
				null);
	}

	private static List<HistorySample> idle(int seconds, int maximum) {
		return IntStream.rangeClosed(1, seconds)
			.mapToObj((second) -> new HistorySample(NOW.plusSeconds(second).toEpochMilli(), 1,
					new PoolState(0, 0, 0, 0, 0, maximum), 0, 0, HistorySample.Counts.NONE, HistogramSnapshot.EMPTY,
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
