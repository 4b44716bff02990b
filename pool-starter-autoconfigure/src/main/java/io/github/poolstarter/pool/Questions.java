package io.github.poolstarter.pool;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks servers on daemon threads, and about nothing twice at a time: who asks again while
 * a question is open waits for the same answer. Safe for use by several threads.
 */
public final class Questions<K> implements AutoCloseable {

	private final Map<K, Question> latest = new ConcurrentHashMap<>();

	private final ExecutorService executor;

	public Questions(String threads) {
		AtomicInteger number = new AtomicInteger();
		this.executor = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, threads + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Ask, unless that is being asked already.
	 * @param question finds out what is wrong, {@code null} where nothing is
	 * @throws RejectedExecutionException if this is closed
	 */
	public Question ask(K about, Supplier<@Nullable String> question) {
		return this.latest.compute(about, (key, last) -> (last != null && !last.answer().isDone()) ? last
				: new Question(System.nanoTime(), CompletableFuture.supplyAsync(question, this.executor)));
	}

	/**
	 * Ask, unless that is being asked already, where nobody waits for the answer.
	 * @throws RejectedExecutionException if this is closed
	 */
	public void run(K about, Runnable question) {
		ask(about, () -> {
			question.run();
			return null;
		});
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * A question that was asked.
	 *
	 * @param startNanos when that was, a reading of {@link System#nanoTime()}
	 * @param answer what is wrong, {@code null} where nothing is
	 */
	public record Question(long startNanos, CompletableFuture<@Nullable String> answer) {

	}

}
