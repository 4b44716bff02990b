package io.github.poolstarter.pool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Questions}.
 */
class QuestionsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Questions<String> questions = new Questions<>("questions-");

	private final AtomicInteger asked = new AtomicInteger();

	@AfterEach
	void close() {
		this.questions.close();
	}

	@Test
	void nothingIsAskedTwiceAtATime() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		Questions.Question first = ask("one", answer);
		assertThat(ask("one", answer)).isSameAs(first);
		answer.complete("it is silent");
		assertThat(first.answer()).succeedsWithin(LONG).isEqualTo("it is silent");
		assertThat(this.asked).hasValue(1);
		assertThat(ask("one", answer)).isNotSameAs(first);
	}

	@Test
	void oneThatIsSilentKeepsNoneOfTheOthers() {
		CompletableFuture<String> silent = new CompletableFuture<>();
		ask("silent", silent);
		assertThat(ask("other", CompletableFuture.completedFuture("refused")).answer()).succeedsWithin(LONG)
			.isEqualTo("refused");
		silent.complete(null);
	}

	@Test
	void nothingIsAskedAfterTheEnd() {
		this.questions.close();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.questions.run("one", this.asked::incrementAndGet));
		assertThat(this.asked).hasValue(0);
	}

	private Questions.Question ask(String about, CompletableFuture<String> answer) {
		return this.questions.ask(about, () -> {
			this.asked.incrementAndGet();
			return answer.join();
		});
	}

}
