package io.github.poolstarter.benchmarks.pooling;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Operation}.
 */
class OperationTests {

	@ParameterizedTest
	@CsvSource({ "0, SIMPLE", "0.69, SIMPLE", "0.71, COMPLEX", "0.79, COMPLEX", "0.81, WRITE", "0.99, WRITE" })
	void mixedLoadIsMadeOfTheOthers(double number, Operation operation) {
		assertThat(Operation.draw(number)).isEqualTo(operation);
	}

}
