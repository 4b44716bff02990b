package io.github.poolstarter.jdbc.replica;

import java.time.Duration;

import io.github.poolstarter.jdbc.ReplicaState.Status;
import io.github.poolstarter.jdbc.replica.ReplicaFitness.Change;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplicaFitness}, which is fed with checks.
 */
class ReplicaFitnessTests {

	private static final ReplicaCheck GOOD = ReplicaCheck.answered(Duration.ZERO);

	private static final ReplicaCheck DOWN = ReplicaCheck.failed("connection refused");

	private final ReplicaFitness fitness = new ReplicaFitness(Duration.ofSeconds(5));

	@Test
	void isNotFitBeforeItIsChecked() {
		assertThat(this.fitness.isFit()).isFalse();
		assertThat(this.fitness.status()).isEqualTo(Status.UNKNOWN);
		assertThat(this.fitness.reason()).isNotNull();
	}

	@Test
	void oneGoodCheckIsEnoughAtStart() {
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.RETURNED);
		assertThat(this.fitness.isFit()).isTrue();
		assertThat(this.fitness.status()).isEqualTo(Status.UP);
		assertThat(this.fitness.reason()).isNull();
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.NONE);
	}

	@Test
	void oneFailedCheckEjectsAndTwoGoodOnesInARowReturn() {
		this.fitness.note(GOOD);
		assertThat(this.fitness.note(DOWN)).isEqualTo(Change.EJECTED);
		assertThat(this.fitness.status()).isEqualTo(Status.DOWN);
		assertThat(this.fitness.reason()).isEqualTo("connection refused");
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.NONE);
		assertThat(this.fitness.note(DOWN)).isEqualTo(Change.NONE);
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.NONE);
		assertThat(this.fitness.isFit()).isFalse();
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.RETURNED);
		assertThat(this.fitness.isFit()).isTrue();
	}

	@Test
	void lagOverTheLimitEjects() {
		this.fitness.note(ReplicaCheck.answered(Duration.ofSeconds(5)));
		assertThat(this.fitness.isFit()).isTrue();
		assertThat(this.fitness.note(ReplicaCheck.answered(Duration.ofMillis(5001)))).isEqualTo(Change.EJECTED);
		assertThat(this.fitness.status()).isEqualTo(Status.LAGGING);
		assertThat(this.fitness.lag()).isEqualTo(Duration.ofMillis(5001));
		assertThat(this.fitness.reason()).contains("5001 ms behind", "5000 ms");
	}

	@Test
	void unknownLagOfADatabaseThatMeasuresItIsNotFit() {
		this.fitness.note(ReplicaCheck.answered(null));
		assertThat(this.fitness.isFit()).isFalse();
		assertThat(this.fitness.status()).isEqualTo(Status.LAGGING);
	}

	@Test
	void databaseThatDoesNotMeasureLagIsFitWhenItAnswers() {
		assertThat(this.fitness.note(ReplicaCheck.answeredWithoutLag())).isEqualTo(Change.RETURNED);
		assertThat(this.fitness.lag()).isNull();
	}

	@Test
	void replicaThatIsAwayAtStartNeedsTwoGoodChecks() {
		assertThat(this.fitness.note(DOWN)).isEqualTo(Change.EJECTED);
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.NONE);
		assertThat(this.fitness.note(GOOD)).isEqualTo(Change.RETURNED);
	}

}
