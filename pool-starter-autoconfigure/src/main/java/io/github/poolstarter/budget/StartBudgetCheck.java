package io.github.poolstarter.budget;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerLimit;
import io.github.poolstarter.database.ServerLimits;
import io.github.poolstarter.database.ServerUse;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.tracking.BorrowContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.log.LogMessage;

/**
 * Looks, once the pools have started, whether the sum of their maxima fits into what
 * their database servers allow, and warns or fails the start where it doesn't. Counts
 * this instance of the application and no other.
 * <p>
 * Each server is asked through a pool that is connected to it. All its pools count, those
 * that are lazy or away included, because they will want their connections later. A
 * server that can't be asked is not checked. Run by the thread that starts the
 * application, and again before the maximum of a running pool is raised.
 */
public final class StartBudgetCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(StartBudgetCheck.class);

	private static final String SCOPE = "This is for one instance of the application: "
			+ "each additional instance needs as many again.";

	private final JdbcPools pools;

	private final ExceededPolicy onExceeded;

	private final Function<PoolClaim, String> propertyDescriber;

	private final Map<ServerAccount, List<ServerLimit>> limits = new LinkedHashMap<>();

	private final Map<ServerAccount, List<PoolAllowance.LimitUse>> uses = new LinkedHashMap<>();

	private final Map<String, PeakOfOthers> others = new HashMap<>();

	public StartBudgetCheck(JdbcPools pools, ExceededPolicy onExceeded, Function<PoolClaim, String> propertyDescriber) {
		this.pools = pools;
		this.onExceeded = onExceeded;
		this.propertyDescriber = propertyDescriber;
	}

	/**
	 * Run the check.
	 * @throws PoolConfigurationException if the pools don't fit, and that is to fail the
	 * start
	 */
	@Override
	public void afterSingletonsInstantiated() {
		report(findings(Map.of()), Map.of(), " To start anyway, set pools.budget.on-exceeded to warn.");
	}

	/**
	 * Run the check before a running pool gets another maximum. What is wrong with other
	 * pools has been said at start.
	 * @throws PoolConfigurationException if the pools would not fit, and that is not to
	 * be
	 */
	public void checkChange(String pool, int maximum) {
		Map<String, Integer> maxima = Map.of(pool, maximum);
		List<BudgetFinding> findings = findings(maxima).stream()
			.filter((finding) -> finding.claims().stream().anyMatch((claim) -> claim.pool().equals(pool)))
			.toList();
		report(findings, maxima, "");
	}

	private List<BudgetFinding> findings(Map<String, Integer> maxima) {
		List<PoolClaim> claims = claims(maxima);
		return BudgetCheck.check(claims, ask(claims, ServerLimits::read));
	}

	/**
	 * Look what the servers allow, and who has their connections. Where all pools of a
	 * server are saturated, what it has said before counts. Not from a thread that
	 * anybody waits for.
	 * @param nowNanos a reading of {@link System#nanoTime()}
	 */
	public synchronized BudgetReport report(long nowNanos) {
		List<PoolClaim> claims = claims(Map.of());
		ask(claims, StartBudgetCheck::answer).forEach((account, answer) -> {
			this.limits.put(account, answer.limits());
			ServerUse use = answer.use();
			if (use != null) {
				this.uses.put(account,
						answer.limits().stream().map((limit) -> use(account, limit, use, claims, nowNanos)).toList());
			}
		});
		return new BudgetReport(BudgetCheck.check(claims, this.limits), PoolAllowance.of(claims, this.uses));
	}

	private PoolAllowance.LimitUse use(ServerAccount account, ServerLimit limit, ServerUse use, List<PoolClaim> claims,
			long nowNanos) {
		int others = Math.max(0, use.of(limit.scope()) - open(account, limit, claims));
		return new PoolAllowance.LimitUse(limit,
				this.others.computeIfAbsent(account + "/" + limit.name(), (key) -> new PeakOfOthers())
					.most(others, nowNanos));
	}

	// How many connections this instance's pools have
	private int open(ServerAccount account, ServerLimit limit, List<PoolClaim> claims) {
		int open = 0;
		for (PoolClaim claim : claims) {
			HikariPoolMXBean hikari = this.pools.get(claim.pool()).dataSource().getHikariPoolMXBean();
			open += (hikari != null && limit.scope().covers(account, claim.account())) ? hikari.getTotalConnections()
					: 0;
		}
		return open;
	}

	private List<PoolClaim> claims(Map<String, Integer> maxima) {
		List<PoolClaim> claims = new ArrayList<>();
		for (JdbcPool pool : this.pools.all()) {
			PoolClaim claim = claim(pool, maxima);
			if (claim != null) {
				claims.add(claim);
			}
		}
		return claims;
	}

	private <T> Map<ServerAccount, T> ask(List<PoolClaim> claims, Question<T> question) {
		Map<ServerAccount, T> answers = new LinkedHashMap<>();
		for (PoolClaim claim : claims) {
			JdbcPool pool = this.pools.get(claim.pool());
			if (!answers.containsKey(claim.account()) && canAsk(pool)) {
				T answer = ask(pool, question);
				if (answer != null) {
					answers.put(claim.account(), answer);
				}
			}
		}
		return answers;
	}

	private static @Nullable PoolClaim claim(JdbcPool pool, Map<String, Integer> maxima) {
		// Not from the definition, because a customizer may have changed it
		HikariDataSource dataSource = pool.dataSource();
		String url = dataSource.getJdbcUrl();
		ServerAccount account = (url != null) ? ServerAccount.of(url, dataSource.getUsername()) : null;
		return (account != null)
				? new PoolClaim(pool.name(), account, maxima.getOrDefault(pool.name(), dataSource.getMaximumPoolSize()))
				: null;
	}

	// Whether the pool is connected, and has a connection for this without a wait.
	private static boolean canAsk(JdbcPool pool) {
		HikariPoolMXBean hikari = pool.dataSource().getHikariPoolMXBean();
		if (hikari == null || hikari.getTotalConnections() == 0) {
			return false;
		}
		return hikari.getIdleConnections() > 0 || hikari.getTotalConnections() < pool.dataSource().getMaximumPoolSize();
	}

	private static Answer answer(Connection connection) throws SQLException {
		List<ServerLimit> limits = ServerLimits.read(connection);
		return new Answer(limits, (limits.isEmpty()) ? null : ServerUse.read(connection));
	}

	private static <T> @Nullable T ask(JdbcPool pool, Question<T> question) {
		try (Connection connection = BorrowContext.borrowInternally(pool.dataSource())) {
			return question.ask(connection);
		}
		catch (SQLException ex) {
			logger.debug(
					LogMessage.format("Pool '%s' could not ask its server how many connections it allows", pool.name()),
					pool.definition().secrets().redact(ex));
			return null;
		}
	}

	private void report(List<BudgetFinding> findings, Map<String, Integer> maxima, String wayOut) {
		if (findings.isEmpty()) {
			return;
		}
		if (this.onExceeded == ExceededPolicy.FAIL) {
			throw new PoolConfigurationException(
					findings.stream()
						.map((finding) -> "%s:%n%n    %s%n%n%s".formatted(problem(finding),
								properties(finding, maxima, System.lineSeparator() + "    "), SCOPE))
						.collect(Collectors.joining(System.lineSeparator() + System.lineSeparator())),
					findings.stream().map(StartBudgetCheck::remedy).collect(Collectors.joining(" ")) + wayOut);
		}
		findings.forEach((finding) -> logger.warn(LogMessage.format("%s (%s). %s %s", problem(finding),
				properties(finding, maxima, ", "), SCOPE, remedy(finding))));
	}

	private static String problem(BudgetFinding finding) {
		return "The maximum sizes of the pools at %s add up to %d connections, but at most %d are allowed by %s"
			.formatted(finding.server(), finding.sum(), finding.limit().connections(), finding.limit().describe());
	}

	// With the pool's name, because pools may inherit their maximum from one property.
	private String properties(BudgetFinding finding, Map<String, Integer> maxima, String delimiter) {
		return finding.claims()
			.stream()
			.map((claim) -> claim.pool() + ": "
					+ ((maxima.containsKey(claim.pool()))
							? "maximumPoolSize = %d (requested)".formatted(claim.maximum())
							: this.propertyDescriber.apply(claim)))
			.collect(Collectors.joining(delimiter));
	}

	private static String remedy(BudgetFinding finding) {
		int limit = finding.limit().connections();
		String lower = (finding.claims().size() == 1) ? "Lower maximum-pool-size of pool %s to at most %d"
				: "Lower maximum-pool-size of the pools %s until they add up to at most %d";
		return (lower + ", or raise %s.").formatted(
				finding.claims().stream().map(PoolClaim::pool).collect(Collectors.joining(", ")), limit,
				finding.limit().name());
	}

	/**
	 * What a server is asked.
	 */
	@FunctionalInterface
	private interface Question<T> {

		T ask(Connection connection) throws SQLException;

	}

	/**
	 * What a server has answered.
	 *
	 * @param limits what it allows
	 * @param use who has its connections, {@code null} where it allows any number
	 */
	private record Answer(List<ServerLimit> limits, @Nullable ServerUse use) {

	}

}
