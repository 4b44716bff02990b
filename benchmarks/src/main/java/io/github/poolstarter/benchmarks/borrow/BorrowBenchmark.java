package io.github.poolstarter.benchmarks.borrow;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time that it takes to get a connection of a pool that has enough of them, and to
 * give it back. Each contender has a JVM of its own, so that the compiler knows no other.
 * <p>
 * On virtual threads with {@code -jvmArgs -Djmh.executor=VIRTUAL}, from Java 21.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = { "-Xms1g", "-Xmx1g" })
public class BorrowBenchmark {

	/**
	 * What is measured.
	 */
	@Param
	@SuppressWarnings("NullAway.Init")
	public Contender contender;

	@SuppressWarnings("NullAway.Init")
	private Peer peer;

	/**
	 * Start the contender.
	 */
	@Setup
	public void start() {
		this.peer = this.contender.start();
	}

	/**
	 * Borrow once.
	 * @throws SQLException if there is no connection
	 */
	@Benchmark
	public void borrow() throws SQLException {
		this.peer.service().borrow();
	}

	/**
	 * Close the contender.
	 * @throws IOException if it can't be closed
	 */
	@TearDown
	public void close() throws IOException {
		this.peer.close();
	}

}
