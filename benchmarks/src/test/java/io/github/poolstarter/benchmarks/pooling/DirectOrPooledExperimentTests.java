package io.github.poolstarter.benchmarks.pooling;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DirectOrPooledExperiment}: that it runs, not what it finds.
 */
class DirectOrPooledExperimentTests {

	@Test
	void everyOperationIsMeasuredOnBothSides(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("pooling.md");
		DirectOrPooledExperiment
			.main(new String[] { file.toString(), "--rounds=1", "--turn=100ms", "--threads=2", "--pool=2" });
		for (Operation operation : Operation.values()) {
			assertThat(file).content()
				.contains("| " + operation.title() + ", direct |")
				.contains("| " + operation.title() + ", **Pool Starter** |");
		}
	}

}
