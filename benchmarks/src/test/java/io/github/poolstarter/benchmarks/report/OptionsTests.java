package io.github.poolstarter.benchmarks.report;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Options}.
 */
class OptionsTests {

	@Test
	void optionsStandBeforeOrAfterTheFile() {
		Options options = new Options("--rounds=2", "table.md", "--turn=700ms");
		assertThat(options.file()).isEqualTo(Path.of("table.md"));
		assertThat(options.number("rounds", 5)).isEqualTo(2);
		assertThat(options.time("turn", Duration.ofSeconds(5))).hasMillis(700);
		assertThat(options.time("lead", Duration.ofSeconds(5))).hasSeconds(5);
		assertThat(options.number("rate", 5)).isEqualTo(5);
	}

	@Test
	void numbersStandBetweenCommas() {
		Options options = new Options("--sizes=2,10");
		assertThat(options.numbers("sizes", 1)).containsExactly(2, 10);
		assertThat(options.numbers("starts", 1, 32)).containsExactly(1, 32);
		assertThatIllegalArgumentException().isThrownBy(() -> new Options("--sizes=2,0").numbers("sizes"))
			.withMessage("--sizes have to be at least 1 each, not 2,0");
	}

	@Test
	void missingFileIsToldAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Options("--rounds=2").file())
			.withMessageContaining("file for the table is missing");
	}

	@Test
	void nothingIsDoneLessThanOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Options("--rounds=0").number("rounds", 5))
			.withMessage("--rounds has to be at least 1, not 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Options("--turn=0s").time("turn", Duration.ofSeconds(5)))
			.withMessage("--turn has to be longer than 0s");
	}

}
