package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.tracking.Borrow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Rules}.
 */
class RulesTests {

	private static final long MILLI = 1_000_000;

	private static final long SECOND = 1000 * MILLI;

	@Test
	void poolThatIsTooSmallIsToBeRaisedToWhatItNeeds() {
		Evidence evidence = load(Loads.EXPONENTIAL, 6, 5);
		PoolAdvice advice = Rules.apply(findings(6, evidence).get());
		Suggestion suggestion = only(advice);
		SettingChange change = change(suggestion);
		int to = change.to();
		assertThat(to).isBetween(9, 12);
		assertThat(suggestion.id()).isEqualTo("ai-raise-maximum-pool-size-" + to);
		assertThat(suggestion.severity()).isEqualTo(Severity.MEDIUM);
		assertThat(change.property()).isEqualTo("pools.jdbc.ai.maximum-pool-size");
		assertThat(change.from()).isEqualTo(6);
		assertThat(change.yaml()).isEqualTo("""
				pools:
				  jdbc:
				    ai:
				      maximum-pool-size: %d
				""".formatted(to));
		assertThat(suggestion.predictedP99Wait()).isNotNull();
		assertThat(suggestion.evidence()).containsKeys("borrows", "windowSeconds", "offeredLoad", "p99WaitMillis",
				"targetWaitMillis");
		assertThat(advice.size()).isEqualTo(to);
		assertThat(advice.noChange()).isNull();
		assertThat(Rules.apply(findings(6, evidence).get())).isEqualTo(advice);
	}

	@Test
	void timeoutsMakeItUrgent() {
		Evidence evidence = Evidence.of(Loads.EXPONENTIAL.at(4, 5, 3000, 1).timeoutMillis(50).run(),
				RecordedSettings.fixed(4, 50 * MILLI));
		Suggestion suggestion = only(Rules.apply(findings(4, evidence).get()));
		assertThat(suggestion.severity()).isEqualTo(Severity.HIGH);
		assertThat(suggestion.issue()).contains("timed out");
	}

	@Test
	void poolThatIsTooLargeIsToBeLoweredOnceItWasWatchedForLong() {
		Evidence evidence = load(Loads.EXPONENTIAL, 40, 5);
		PoolAdvice early = Rules.apply(findings(40, evidence).get());
		assertThat(early.suggestions()).isEmpty();
		assertThat(noChange(early).because()).contains("the expected p99 wait is 0.0 ms", "and the pool has 40",
				"known after ten minutes");
		PoolAdvice advice = Rules.apply(findings(40, evidence).watched(600 * SECOND).get());
		SettingChange change = change(only(advice));
		assertThat(change.to()).isBetween(9, 20);
		assertThat(change.minimumIdle()).isEqualTo(change.to());
		assertThat(change.yaml()).contains("minimum-idle: " + change.to());
		assertThat(only(advice).severity()).isEqualTo(Severity.LOW);
	}

	@Test
	void worstWindowOfTheHourCountsToo() {
		Evidence quiet = load(Loads.EXPONENTIAL, 14, 2);
		Analysis busy = (Analysis) Analyzer.analyze(load(Loads.EXPONENTIAL, 14, 9), SizeAims.DEFAULT);
		assertThat(change(only(Rules.apply(findings(14, quiet).watched(600 * SECOND).get()))).to()).isLessThan(9);
		PoolAdvice advice = Rules.apply(findings(14, quiet).watched(600 * SECOND).earlier(busy).get());
		assertThat(advice.suggestions())
			.allSatisfy((suggestion) -> assertThat(change(suggestion).to()).isGreaterThan(9));
	}

	@Test
	void poolThatIsAsItShouldBeSaysWhy() {
		Evidence evidence = load(Loads.EXPONENTIAL, 13, 5);
		NoChange noChange = noChange(Rules.apply(findings(13, evidence).watched(600 * SECOND).get()));
		assertThat(noChange.because()).contains("the expected p99 wait is", "the target is", "the pool has 13");
		assertThat(noChange.evidence()).containsEntry("borrows", 3000);
	}

	@Test
	void fewBorrowsAreNotEnough() {
		List<Borrow> few = Loads.EXPONENTIAL.at(6, 5, 900, 1).run();
		PoolAdvice advice = Rules.apply(findings(6, Evidence.of(few, RecordedSettings.fixed(6, 30 * SECOND))).get());
		assertThat(advice.suggestions()).isEmpty();
		assertThat(advice.noChange()).isNull();
		assertThat(advice.notEnough()).isNotNull();
	}

	@Test
	void serverThatIsTheLimitIsNoReasonToGrow() {
		Evidence evidence = Evidence.of(bound(20), RecordedSettings.fixed(20, 30 * SECOND));
		Suggestion suggestion = only(Rules.apply(findings(20, evidence).get()));
		assertThat(suggestion.id()).startsWith("ai-server-bound-maximum-pool-size-");
		assertThat(suggestion.issue()).contains("server-bound or lock-bound");
		assertThat(change(suggestion).to()).isBetween(4, 7);
		assertThat(suggestion.evidence()).containsKey("knee");
		Evidence small = Evidence.of(bound(6), RecordedSettings.fixed(6, 30 * SECOND));
		for (Suggestion of : Rules.apply(findings(6, small).readOnly().get()).suggestions()) {
			assertThat(of.id()).startsWith("ai-server-bound");
			assertThat(of.suggestion()).contains("replicas");
		}
	}

	@Test
	void poolGrowsByAStepWhereNothingShowsWhatTheDatabaseDoes() {
		Suggestion suggestion = only(Rules.apply(findings(2, load(Loads.EXPONENTIAL, 2, 1.9)).get()));
		assertThat(change(suggestion).to()).isEqualTo(3);
		assertThat(suggestion.suggestion())
			.startsWith("Raise maximum-pool-size to 3. More than 2 connections have not been observed yet");
		assertThat(change(only(Rules.apply(findings(7, load(Loads.EXPONENTIAL, 7, 9)).get()))).to()).isEqualTo(11);
	}

	@Test
	void limitThatWasSeenWithMoreConnectionsHoldsForFewer() {
		Analysis limit = (Analysis) Analyzer.analyze(Evidence.of(bound(20), RecordedSettings.fixed(20, 30 * SECOND)),
				SizeAims.DEFAULT);
		int enough = limit.target().size();
		Suggestion raise = only(Rules.apply(findings(3, load(Loads.EXPONENTIAL, 3, 2.8)).earlier(limit).get()));
		assertThat(change(raise).to()).isEqualTo(enough).isBetween(4, 5);
		PoolAdvice busy = Rules
			.apply(findings(enough, load(Loads.EXPONENTIAL, enough, enough - 0.4)).earlier(limit).get());
		assertThat(busy.size()).isNull();
		assertThat(only(busy).suggestion()).startsWith("More connections would not help");
		PoolAdvice quiet = Rules.apply(findings(enough, load(Loads.EXPONENTIAL, enough, 0.2)).earlier(limit).get());
		assertThat(noChange(quiet).because()).contains("the expected p99 wait is 0.0 ms",
				"the database gets no more done with more than %d connections, and the pool has %d".formatted(enough,
						enough));
	}

	@ParameterizedTest
	@CsvSource({ "20, 2000, 100, true", "19, 2000, 100, false", "20, 1000, 100, false", "30, 2000, 1010, false",
			"30, 2000, 900, true" })
	void callSiteThatHoldsConnectionsIdleIsNamed(int holds, long holdMillis, long busyMillis, boolean named) {
		Evidence evidence = Evidence.of(idle(holds, holdMillis, busyMillis), RecordedSettings.fixed(5, 30 * SECOND));
		PoolAdvice advice = Rules.apply(findings(5, evidence).get());
		assertThat(advice.suggestions()).hasSize((named) ? 1 : 0);
		if (named) {
			Suggestion suggestion = only(advice);
			assertThat(suggestion.id()).isEqualTo("ai-idle-hold-menuservice-generate");
			assertThat(suggestion.severity()).isEqualTo(Severity.HIGH);
			assertThat(suggestion.change()).isNull();
			assertThat(suggestion.suggestion())
				.contains("Moving the work that needs no connection out of MenuService.generate", "of 5 connections");
			assertThat(suggestion.evidence()).containsEntry("callSite", "MenuService.generate");
		}
	}

	@Test
	void remoteCallsAreNamedWhereTheyAreKnown() {
		Evidence evidence = Evidence.of(idle(30, 2000, 100), RecordedSettings.fixed(5, 30 * SECOND));
		Suggestion suggestion = only(Rules.apply(findings(5, evidence).calls(30, 57 * SECOND).get()));
		assertThat(suggestion.issue()).contains("made 30 remote calls meanwhile, averaging 1900 ms");
		assertThat(suggestion.suggestion()).startsWith("Moving the remote call out of MenuService.generate frees ");
		assertThat(suggestion.evidence()).containsEntry("remoteCalls", 30L)
			.containsEntry("meanRemoteCallMillis", 1900.0);
	}

	@Test
	void idleHoldsComeBeforeTheSize() {
		List<Borrow> borrows = Loads.EXPONENTIAL.at(6, 5, 3000, 1)
			.run()
			.stream()
			.map((borrow) -> new Borrow(10 * borrow.arrivalNanos(), 10 * borrow.grantNanos(),
					10 * borrow.releaseNanos(), borrow.holdNanos(), 1, borrow.threadHash(), 0))
			.toList();
		PoolAdvice advice = Rules
			.apply(findings(6, Evidence.of(borrows, RecordedSettings.fixed(6, 30 * SECOND))).get());
		assertThat(advice.suggestions()).extracting(Suggestion::severity).containsExactly(Severity.HIGH, Severity.LOW);
		assertThat(advice.suggestions().get(0).suggestion()).contains("of 6 connections",
				"the p99 wait is then expected to be 0.0 ms");
		assertThat(advice.suggestions().get(1).id()).startsWith("ai-raise-maximum-pool-size");
		assertThat(advice.suggestions().get(1).suggestion()).contains("First change the code");
	}

	@Test
	void nestedBorrowsNeedMoreThanTheyHoldWithoutTheLast() {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			long start = i * 10 * MILLI;
			borrows.add(new Borrow(start, start, start + 8 * MILLI, 8 * MILLI, 1, i % 4, 0));
			borrows.add(new Borrow(start + MILLI, start + MILLI, start + 2 * MILLI, MILLI, 1, i % 4, 1 << 9));
		}
		Evidence small = Evidence.of(borrows, RecordedSettings.fixed(4, 30 * SECOND));
		Suggestion suggestion = only(Rules.apply(findings(4, small).get()));
		assertThat(suggestion.severity()).isEqualTo(Severity.HIGH);
		assertThat(suggestion.id()).isEqualTo("ai-nested-borrows-maximum-pool-size-5");
		assertThat(change(suggestion).to()).isEqualTo(5);
		Evidence enough = Evidence.of(borrows, RecordedSettings.fixed(5, 30 * SECOND));
		assertThat(Rules.apply(findings(5, enough).get()).suggestions()).isEmpty();
	}

	@Test
	void leakComesFirstAndKeepsTheSizeAsItIs() {
		PoolAdvice advice = Rules.apply(
				findings(6, load(Loads.EXPONENTIAL, 6, 5))
					.leaks(new LeakedConnection("OrderService.place", 90 * SECOND),
							new LeakedConnection("OrderService.place", 70 * SECOND))
					.get());
		Suggestion suggestion = only(advice);
		assertThat(suggestion.id()).isEqualTo("ai-leak-orderservice-place");
		assertThat(suggestion.issue())
			.contains("OrderService.place has held 2 of 6 connections for longer than 60000 ms");
		assertThat(suggestion.evidence()).containsEntry("oldestHeldMillis", 90000.0);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "7.0.2, true, true", "6.3.0, true, true", "7.1.0, true, false",
			"7.0.2, false, false", "-, true, false", "8.0.0, true, false" })
	void virtualThreadsNeedTheirHikari(@Nullable String version, boolean virtual, boolean suggested) {
		PoolContext context = new PoolContext(0, version, virtual, false, 5, null);
		assertThat(ids(context)).isEqualTo((suggested) ? List.of("ai-virtual-threads") : List.of());
	}

	@Test
	void configurationIsAdvisedOn() {
		assertThat(ids(new PoolContext(2000, "7.1.0", false, false, 5, null)))
			.containsExactly("ai-hikari-leak-detection");
		assertThat(ids(new PoolContext(0, "7.1.0", false, false, 5,
				new PoolContext.OverLimit("db:5432", 120, 97, "max_connections"))))
			.containsExactly("ai-over-server-limit");
		// 13 are open, 3 were in use
		assertThat(ids(new PoolContext(0, "7.1.0", false, false, 3, null))).containsExactly("ai-lower-minimum-idle-6");
		assertThat(ids(new PoolContext(0, "7.1.0", false, true, 5, null))).isEmpty();
	}

	@Test
	void poolerThatMixesPreparedStatementsUpIsUrgent() {
		Suggestion suggestion = only(pooled(PoolContext.Statements.FAIL, 5));
		assertThat(suggestion.id()).isEqualTo("ai-transaction-pooler");
		assertThat(suggestion.severity()).isEqualTo(Severity.HIGH);
		assertThat(suggestion.issue()).contains("pooler:6432", "fail there: prepared statement \"S_1\" does not exist");
		assertThat(suggestion.suggestion()).contains("prepareThreshold to 0", "max_prepared_statements");
		assertThat(suggestion.change()).isNull();
		assertThat(suggestion.yaml()).isEqualTo("""
				pools:
				  jdbc:
				    ai:
				      data-source-properties:
				        prepareThreshold: 0
				""");
		assertThat(suggestion.evidence()).containsEntry("backendPids", List.of(7, 8))
			.containsEntry("prepareThreshold", 5);
	}

	@Test
	void poolerThatCouldNotBeTriedIsMentioned() {
		Suggestion suggestion = only(pooled(PoolContext.Statements.UNKNOWN, 5));
		assertThat(suggestion.severity()).isEqualTo(Severity.LOW);
		assertThat(suggestion.issue()).contains("may fail there");
	}

	@Test
	void poolerIsFineWhereStatementsWorkOrNoneArePrepared() {
		assertThat(pooled(PoolContext.Statements.WORK, 5).suggestions()).isEmpty();
		assertThat(pooled(PoolContext.Statements.FAIL, 0).suggestions()).isEmpty();
	}

	@Test
	void noMoreIsSuggestedThanTheServerAllows() {
		Evidence evidence = load(Loads.EXPONENTIAL, 6, 5);
		Suggestion suggestion = only(Rules.apply(findings(6, evidence).allowed(7).get()));
		assertThat(change(suggestion).to()).isEqualTo(7);
		assertThat(suggestion.suggestion()).contains("That may not be enough. No more are available: db:5432 leaves "
				+ "this pool 7 of the 97 allowed by max_connections");
		assertThat(Rules.apply(findings(6, evidence).allowed(50).get()))
			.isEqualTo(Rules.apply(findings(6, evidence).context(PoolContext.NONE).get()));
	}

	@ParameterizedTest
	@ValueSource(ints = { 6, 3, 0 })
	void poolThatMayNotGrowIsSaidToBeTooSmallAllTheSame(int allowed) {
		PoolAdvice advice = Rules.apply(findings(6, load(Loads.EXPONENTIAL, 6, 5)).allowed(allowed).get());
		Suggestion suggestion = only(advice);
		assertThat(suggestion.id()).isEqualTo("ai-no-room");
		assertThat(suggestion.severity()).isEqualTo(Severity.MEDIUM);
		assertThat(suggestion.issue()).contains("6 connections are too few");
		assertThat(suggestion.suggestion()).contains("leaves this pool %d of the 97".formatted(allowed));
		assertThat(suggestion.change()).isNull();
		assertThat(suggestion.evidence()).containsEntry("allowed", allowed);
		assertThat(advice.size()).isNull();
	}

	@Test
	void poolThatIsLargeEnoughDoesNotMindThatItMayNotGrow() {
		assertThat(Rules.apply(findings(13, load(Loads.EXPONENTIAL, 13, 5)).allowed(8).get()).suggestions()).isEmpty();
	}

	@Test
	void windowOfATimeWhenMoreWasAllowedSuggestsNoMoreThanIsAllowedNow() {
		Analysis busy = (Analysis) Analyzer.analyze(load(Loads.EXPONENTIAL, 14, 12), SizeAims.DEFAULT);
		PoolAdvice advice = Rules.apply(findings(14, load(Loads.EXPONENTIAL, 14, 2)).earlier(busy).allowed(15).get());
		assertThat(change(only(advice)).to()).isEqualTo(15);
	}

	@Test
	void nestedBorrowsBeyondWhatIsAllowedAreNoChangeToApply() {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			long start = i * 10 * MILLI;
			borrows.add(new Borrow(start, start, start + 8 * MILLI, 8 * MILLI, 1, i % 4, 0));
			borrows.add(new Borrow(start + MILLI, start + MILLI, start + 2 * MILLI, MILLI, 1, i % 4, 1 << 9));
		}
		Evidence small = Evidence.of(borrows, RecordedSettings.fixed(4, 30 * SECOND));
		Suggestion suggestion = only(Rules.apply(findings(4, small).allowed(4).get()));
		assertThat(suggestion.change()).isNull();
		assertThat(suggestion.suggestion()).contains("the server does not allow the pool that many");
	}

	private static PoolAdvice pooled(PoolContext.Statements statements, int threshold) {
		String failure = (statements == PoolContext.Statements.FAIL) ? "prepared statement \"S_1\" does not exist"
				: null;
		return Rules.apply(
				findings(13, load(Loads.EXPONENTIAL, 13, 5))
					.context(new PoolContext(0, null, false, false, 5, null, null,
							new PoolContext.Pooler("pooler:6432", List.of(7, 8), statements, failure, threshold)))
					.get());
	}

	@Test
	void openInViewCountsWhereConnectionsAreIdle() {
		Evidence evidence = Evidence.of(idle(30, 2000, 100), RecordedSettings.fixed(5, 30 * SECOND));
		assertThat(Rules.apply(findings(5, evidence).context(new PoolContext(0, null, false, true, 5, null)).get())
			.suggestions()).extracting(Suggestion::id)
			.containsExactly("ai-idle-hold-menuservice-generate", "ai-open-in-view");
	}

	private static List<String> ids(PoolContext context) {
		return Rules.apply(findings(13, load(Loads.EXPONENTIAL, 13, 5)).watched(3600 * SECOND).context(context).get())
			.suggestions()
			.stream()
			.map(Suggestion::id)
			.toList();
	}

	private static Evidence load(Loads load, int size, double offered) {
		return Evidence.of(load.at(size, offered, 3000, 1).run(), RecordedSettings.fixed(size, 30 * SECOND));
	}

	private static List<Borrow> bound(int size) {
		return Loads.EXPONENTIAL.at(size, 3.6, 6000, 1).cores(4).run();
	}

	// Five at once
	private static List<Borrow> idle(int holds, long holdMillis, long busyMillis) {
		List<Borrow> borrows = new ArrayList<>();
		for (int i = 0; i < holds; i++) {
			long start = (i / 5) * holdMillis * MILLI;
			borrows.add(new Borrow(start, start, start + holdMillis * MILLI, busyMillis * MILLI, 1, i, 0));
		}
		return borrows;
	}

	private static Suggestion only(PoolAdvice advice) {
		assertThat(advice.suggestions()).hasSize(1);
		return advice.suggestions().get(0);
	}

	private static SettingChange change(Suggestion suggestion) {
		SettingChange change = suggestion.change();
		assertThat(change).isNotNull();
		return change;
	}

	private static NoChange noChange(PoolAdvice advice) {
		assertThat(advice.suggestions()).isEmpty();
		NoChange noChange = advice.noChange();
		assertThat(noChange).isNotNull();
		return noChange;
	}

	static Findings findings(int size, Evidence evidence) {
		return new Findings(size, evidence);
	}

	/**
	 * Makes findings of evidence.
	 */
	static final class Findings {

		private final int size;

		private final Evidence evidence;

		private boolean readOnly;

		private long watched = 60 * SECOND;

		private List<Analysis> earlier = List.of();

		private List<LeakedConnection> leaks = List.of();

		private Map<String, RemoteCalls> calls = Map.of();

		private PoolContext context = PoolContext.NONE;

		private @Nullable Integer standing;

		private Findings(int size, Evidence evidence) {
			this.size = size;
			this.evidence = evidence;
		}

		Findings readOnly() {
			this.readOnly = true;
			return this;
		}

		Findings watched(long nanos) {
			this.watched = nanos;
			return this;
		}

		Findings earlier(Analysis... earlier) {
			this.earlier = List.of(earlier);
			return this;
		}

		Findings leaks(LeakedConnection... leaks) {
			this.leaks = List.of(leaks);
			return this;
		}

		Findings calls(long count, long nanos) {
			this.calls = Map.of("MenuService.generate", new RemoteCalls(count, nanos));
			return this;
		}

		Findings context(PoolContext context) {
			this.context = context;
			return this;
		}

		Findings allowed(int connections) {
			return context(new PoolContext(0, null, false, false, Integer.MAX_VALUE, null,
					new PoolContext.Allowance("db:5432", connections, "the 97 allowed by max_connections"), null));
		}

		Findings standing(@Nullable Integer standing) {
			this.standing = standing;
			return this;
		}

		PoolFindings get() {
			PoolContext.Allowance allowance = this.context.allowance();
			SizeAims aims = (allowance != null)
					? SizeAims.DEFAULT.withCeiling(Math.max(this.size, allowance.connections())) : SizeAims.DEFAULT;
			return new PoolFindings("ai", RecordedSettings.fixed(this.size, 30 * SECOND), this.readOnly, this.watched,
					Load.of(this.evidence), Analyzer.analyze(this.evidence, aims), this.earlier, this.leaks,
					60 * SECOND, (site) -> "MenuService.generate", this.calls, this.context, this.standing);
		}

	}

}
