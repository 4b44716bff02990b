package io.github.poolstarter.benchmarks.tuning;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the experiments: that they run, not what they find.
 */
class TuningExperimentTests {

	private Path file;

	@BeforeEach
	void nameFile(@TempDir Path folder) {
		this.file = folder.resolve("tuning.md");
	}

	@Test
	void waitsAreRecordedPredictedAndMeasured() throws Exception {
		WaitExperiment.main(new String[] { this.file.toString(), "--seeds=1", "--turn=1500ms", "--hold=2ms", "--load=2",
				"--recorded=4", "--sizes=3", "--loads=1" });
		assertThat(this.file).content()
			.contains("| Poisson, exponential holds | 1 | 3 |")
			.contains("| **Pool Starter** |")
			.contains("| Allen-Cunneen |");
	}

	@Test
	void sizesAreMeasuredAndAdvised() throws Exception {
		OptimumExperiment.main(new String[] { this.file.toString(), "--rounds=1", "--turn=1200ms", "--lead=100ms",
				"--rows=100", "--percent=80", "--sizes=4", "--starts=4" });
		assertThat(this.file).content()
			.contains("| 4 |")
			.contains("| **Pool Starter**, from 4 | 1 |")
			.contains("| HikariCP's formula");
	}

	@Test
	void bothLoadsAreAnalysed() throws Exception {
		MixedExperiment.main(new String[] { this.file.toString(), "--rounds=1", "--turn=2s", "--hold=5ms", "--load=3",
				"--rows=100", "--percent=50" });
		assertThat(this.file).content().contains("| `read` | 1 | 10 |").contains("| `ai` | 1 | 6 |");
	}

	@Test
	void analysisIsTimed() throws Exception {
		AnalysisExperiment.main(new String[] { this.file.toString(), "--borrows=2000", "--rounds=1", "--warmup=1" });
		assertThat(this.file).content().contains("| 50 closed callers, no pause |", "| Poisson, server-bound at 4 |");
	}

	@Test
	void optionsOfOneExperimentHaveItsNameInFront() {
		assertThat(TuningExperiments.argumentsOf("WaitExperiment",
				new String[] { "benchmarks.md", "--wait.seeds=1", "--mixed.turn=5s" }))
			.containsExactly("wait.md", "--seeds=1");
	}

}
