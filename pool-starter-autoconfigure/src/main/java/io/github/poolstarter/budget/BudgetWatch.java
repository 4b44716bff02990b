package io.github.poolstarter.budget;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerAnswer;
import io.github.poolstarter.database.ServerQuestion;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.jdbc.ReplicaState;
import io.github.poolstarter.pool.Questions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * Knows what the database servers allow, and what the pools make of it. What the pools
 * have is looked up at each call. A server is asked when somebody calls and its last
 * answer is over ten seconds old, on a daemon thread for each, so that one that is silent
 * keeps none of the others; the call is answered with what was known before, so the first
 * one says nothing of the servers. Nobody who borrows a connection ever waits for it.
 * Safe for use by several threads.
 */
public final class BudgetWatch implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(BudgetWatch.class);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final JdbcPools pools;

	private final Clock clock;

	private final long intervalNanos;

	private final Map<ServerAccount, ServerAnswer> answers = new ConcurrentHashMap<>();

	private final Map<ServerAccount, String> failures = new ConcurrentHashMap<>();

	private final Map<ServerAccount, Long> askedNanos = new ConcurrentHashMap<>();

	private final Questions<ServerAccount> questions = new Questions<>("pool-budget-");

	/**
	 * Create a watch, which asks nobody before it is called.
	 */
	public BudgetWatch(JdbcPools pools, Clock clock) {
		this(pools, clock, INTERVAL);
	}

	BudgetWatch(JdbcPools pools, Clock clock, Duration interval) {
		this.pools = pools;
		this.clock = clock;
		this.intervalNanos = interval.toNanos();
	}

	/**
	 * The servers that the pools are connected to, or will be.
	 * @return the budget of each, in the order of the pools
	 */
	public List<ServerBudget> budgets() {
		questions().forEach(this::askIfOld);
		return ServerBudget.of(PoolUse.of(this.pools.all()), this.answers, this.failures);
	}

	private void askIfOld(ServerAccount account, ServerQuestion question) {
		// Again some time after the last answer
		Long last = this.askedNanos.get(account);
		if (last != null && System.nanoTime() - last < this.intervalNanos) {
			return;
		}
		try {
			this.questions.run(account, () -> ask(account, question));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No more servers are queried: the application is shutting down");
		}
	}

	private void ask(ServerAccount account, ServerQuestion question) {
		try {
			this.answers.put(account, question.ask(this.clock));
			this.failures.remove(account);
		}
		catch (SQLException | RuntimeException ex) {
			Throwable failure = question.secrets().redact(ex);
			logger.debug(LogMessage.format("Could not query %s", account.server()), failure);
			this.failures.put(account, "The server can't be queried at the moment: " + failure.getMessage());
		}
		catch (Error ex) {
			logger.warn("Could not determine the connection limits of a database server", ex);
		}
		finally {
			this.askedNanos.put(account, System.nanoTime());
		}
	}

	// One an account; pools that have not begun to connect keep the server in peace
	private Map<ServerAccount, ServerQuestion> questions() {
		Map<ServerAccount, ServerQuestion> questions = new LinkedHashMap<>();
		for (JdbcPool pool : this.pools.all()) {
			add(questions, pool.dataSource());
			if (pool.replicas() != null) {
				for (ReplicaState replica : pool.replicas().states()) {
					add(questions, replica.dataSource());
				}
			}
		}
		return questions;
	}

	private void add(Map<ServerAccount, ServerQuestion> questions, HikariDataSource dataSource) {
		String url = dataSource.getJdbcUrl();
		ServerAccount account = (url != null) ? ServerAccount.of(url, dataSource.getUsername()) : null;
		if (account != null && dataSource.getHikariPoolMXBean() != null) {
			questions.putIfAbsent(account, new ServerQuestion(dataSource, () -> ours(account)));
		}
	}

	private int ours(ServerAccount account) {
		return PoolUse.of(this.pools.all())
			.stream()
			.filter((use) -> account.server().equals(use.server()))
			.mapToInt(PoolUse::open)
			.sum();
	}

	@Override
	public void close() {
		this.questions.close();
	}

}
