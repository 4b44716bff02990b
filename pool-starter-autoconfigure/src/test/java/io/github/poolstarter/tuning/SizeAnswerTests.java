package io.github.poolstarter.tuning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SizeAnswer}.
 */
class SizeAnswerTests {

	private static final int WINDOWS = 30;

	private static final long HOUR = 3_600_000_000_000L;

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			// nothing stands
			"- | 10 |  8 |  9 | 10", "- | 10 | 12 | 14 | 12", "- | 10 | 10 | 12 | 10", "- | 10 |  5 |  7 |  7",
			"- | 10 |  7 |  8 | 10", "- |  3 |  2 |  2 |  3",
			// a larger size stands
			"12 | 10 | 13 | 14 | 12", "12 | 10 | 11 | 12 | 12", "12 | 10 |  9 | 11 | 12", "12 | 10 |  8 | 10 | 12",
			"12 | 10 |  6 |  7 |  7", "12 | 10 | 16 | 18 | 16", "30 | 10 | 12 | 14 | 12", "12 | 12 | 12 | 13 | 12",
			// a smaller size stands
			"6 | 10 |  6 |  9 |  6", "6 | 10 |  3 |  4 |  6", "6 | 10 |  1 |  2 |  2", "6 | 10 |  7 |  8 |  8",
			"6 | 10 |  9 | 10 | 10", "6 | 10 | 12 | 14 | 12" })
	void answerFollowsFromTheFiguresAndTheLastAnswer(Integer standing, int current, int need, int comfortable,
			int expected) {
		assertThat(SizeAnswer.next(standing, current, need, comfortable)).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource(Loads.class)
	void sameLoadDoesNotFlipBetweenTwoAnswers(Loads load) {
		for (int size : new int[] { 6, 12, 16, 40 }) {
			List<Integer> answers = new ArrayList<>();
			Integer standing = null;
			Analysis worst = null;
			for (int seed = 1; seed <= WINDOWS; seed++) {
				Evidence evidence = Evidence.of(load.at(size, 5, 3000, seed).run(),
						RecordedSettings.fixed(size, 30_000_000_000L));
				RulesTests.Findings findings = RulesTests.findings(size, evidence).watched(HOUR).standing(standing);
				PoolAdvice advice = Rules.apply((worst != null) ? findings.earlier(worst).get() : findings.get());
				Analysis latest = (Analysis) Analyzer.analyze(evidence, SizeAims.DEFAULT);
				worst = (worst == null || latest.isWorseThan(worst)) ? latest : worst;
				standing = advice.size();
				answers.add((standing != null) ? standing : size);
			}
			assertThat(changes(answers)).as("of %d: %s", size, answers).hasSizeLessThanOrEqualTo(5);
			Set<Integer> once = new HashSet<>(changes(answers));
			assertThat(changes(answers)).as("of %d: %s", size, answers).hasSameSizeAs(once);
		}
	}

	// The answers, each once for as long as it stands
	private static List<Integer> changes(List<Integer> answers) {
		List<Integer> changes = new ArrayList<>();
		for (Integer answer : answers) {
			if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(answer)) {
				changes.add(answer);
			}
		}
		return changes;
	}

}
