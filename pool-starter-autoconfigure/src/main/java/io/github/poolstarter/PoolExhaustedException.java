package io.github.poolstarter;

import java.io.Serial;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no connection of a pool became free in time. Says who has them: the way out
 * of an exhausted pool is rarely a larger one, and mostly with those who hold its
 * connections.
 */
public class PoolExhaustedException extends SQLTransientConnectionException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String pool;

	private final transient Duration waited;

	private final int waiting;

	private final transient List<Holder> holders;

	/**
	 * Create an exception.
	 * @param pool the name of the pool
	 * @param replica the name of the pool's replica whose connections are out,
	 * {@code null} for the pool's own
	 * @param size the number of its connections, all of which are out
	 * @param waited how long the borrower waited
	 * @param waiting how many other threads are waiting
	 * @param holders the call-sites that hold the most connections, the worst first
	 * @param cause what HikariCP says of it
	 */
	public PoolExhaustedException(String pool, @Nullable String replica, int size, Duration waited, int waiting,
			List<Holder> holders, SQLTransientConnectionException cause) {
		super(message((replica != null) ? "%s (replica %s)".formatted(pool, replica) : pool, size, waited, waiting,
				holders), cause.getSQLState(), cause.getErrorCode(), cause);
		this.pool = pool;
		this.waited = waited;
		this.waiting = waiting;
		this.holders = List.copyOf(holders);
	}

	private static String message(String pool, int size, Duration waited, int waiting, List<Holder> holders) {
		String heldBy = holders.stream()
			.map((holder) -> "%s (%d, the oldest for %d ms)".formatted(holder.callSite(), holder.connections(),
					holder.oldest().toMillis()))
			.collect(Collectors.joining(", "));
		return "Timeout reached waiting for %s pool connection: none of %d became free within %d ms, and %d more %s waiting. Held by %s"
			.formatted(pool, size, waited.toMillis(), waiting, (waiting == 1) ? "thread is" : "threads are",
					heldBy.isEmpty() ? "no one at the moment" : heldBy);
	}

	/**
	 * The name of the pool.
	 * @return the name
	 */
	public String getPool() {
		return this.pool;
	}

	/**
	 * How long the borrower waited.
	 * @return the time from the call to its failure
	 */
	public Duration getWaited() {
		return this.waited;
	}

	/**
	 * How many other threads were waiting for a connection of the pool.
	 * @return their number
	 */
	public int getWaiting() {
		return this.waiting;
	}

	/**
	 * The call-sites that held the most connections, at most three, the worst first.
	 * @return the call-sites
	 */
	public List<Holder> getHolders() {
		return this.holders;
	}

	/**
	 * A call-site that holds connections. Immutable.
	 *
	 * @param callSite the call-site, as in {@code MenuService.generate}
	 * @param connections how many connections it holds
	 * @param oldest for how long it has held the oldest of them
	 */
	public record Holder(String callSite, int connections, Duration oldest) {

	}

}
