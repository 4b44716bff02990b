package io.github.poolstarter.benchmarks.isolation;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IsolationExperiment}: that it runs, not what it finds.
 */
class IsolationExperimentTests {

	@Test
	void everyConditionIsMeasuredWithAQueueWhereThereHasToBeOne(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("isolation.md");
		run(file, "--slow=24");
		assertThat(file).content()
			.contains("| `read`: **Pool Starter**, `ai` idle | 1 | 50 | 0 |")
			.contains("| `general`: **Pool Starter**, `ai` saturated | 1 | 50 | 0 |")
			.contains("| `read`: One pool, no slow work | 1 | 50 | 0 |")
			.contains("| `general`: One pool, saturated | 1 | 50 |");
	}

	@Test
	void slowWorkHasToBeMoreThanThereAreConnections(@TempDir Path folder) {
		assertThatIllegalArgumentException().isThrownBy(() -> run(folder.resolve("isolation.md"), "--slow=10"))
			.withMessageStartingWith("--slow has to be over 10,");
	}

	@Test
	void poolWhoseQueueWasEmptyOnceWasNotSaturated() {
		assertThat(new Queue(100, 19, 1).isStanding()).isTrue();
		assertThat(new Queue(100, 20, 0).isStanding()).isFalse();
		assertThat(new Queue(0, Integer.MAX_VALUE, Integer.MAX_VALUE).isStanding()).isFalse();
	}

	private static void run(Path file, String slow) throws Exception {
		IsolationExperiment.main(new String[] { file.toString(), "--rounds=1", "--turn=500ms", "--lead=100ms",
				"--rate=100", "--warm-up=200ms", "--model=20ms", "--general=4", "--ai=2", "--read=4", slow });
	}

}
