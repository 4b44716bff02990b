package io.github.poolstarter.sizing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.budget.BudgetReport;
import io.github.poolstarter.budget.PoolAllowance;
import io.github.poolstarter.budget.PoolerWatch;
import io.github.poolstarter.budget.StartBudgetCheck;
import io.github.poolstarter.database.TransactionPooler;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPoolObserver;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tuning.AnalysisResult;
import io.github.poolstarter.tuning.LeakedConnection;
import io.github.poolstarter.tuning.PoolAdvice;
import io.github.poolstarter.tuning.PoolContext;
import io.github.poolstarter.tuning.PoolFindings;
import io.github.poolstarter.tuning.RecordedSettings;
import io.github.poolstarter.tuning.RemoteCalls;
import io.github.poolstarter.tuning.Rules;
import io.github.poolstarter.tuning.SizeAims;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says what should be changed about the pools. Looks at each every ten seconds, and
 * sooner where its log of borrows would turn over before that, on a daemon thread of its
 * own; and when it is asked and has not looked for that long, on the thread that asks,
 * one at a time. Nobody who borrows a connection ever waits for it. Safe for use by
 * several threads.
 */
public final class PoolAdvisor implements JdbcPoolObserver, AutoCloseable {

	private static final Log logger = LogFactory.getLog(PoolAdvisor.class);

	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long SERVERS_NANOS = TimeUnit.MINUTES.toNanos(10);

	// Of the 32,768 that the log has
	private static final long MOST_UNSEEN = 20_000;

	private static final Duration HOUR = Duration.ofHours(1);

	private final RemoteCallCounts remoteCalls;

	private final LeakThresholds leakThresholds;

	private final SizeAims aims;

	private final StartBudgetCheck budget;

	private final PoolerWatch poolers;

	private final boolean virtualThreads;

	private final Supplier<Boolean> openInView;

	private final SizingLog log;

	private final Map<String, Advised> advised = new ConcurrentHashMap<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "pool-advisor");
		thread.setDaemon(true);
		return thread;
	});

	private volatile Servers servers = Servers.UNKNOWN;

	public PoolAdvisor(RemoteCallCounts remoteCalls, LeakThresholds leakThresholds, SizeAims aims,
			StartBudgetCheck budget, PoolerWatch poolers, boolean virtualThreads, Supplier<Boolean> openInView,
			SizingLog log) {
		this.remoteCalls = remoteCalls;
		this.leakThresholds = leakThresholds;
		this.aims = aims;
		this.budget = budget;
		this.poolers = poolers;
		this.virtualThreads = virtualThreads;
		this.openInView = openInView;
		this.log = log;
	}

	@Override
	public void sampled(JdbcPool pool, HistorySample sample) {
		Advised of = advised(pool);
		of.unseen += sample.hold().count() + sample.counts().timeouts();
		if ((of.isOld(System.nanoTime()) || of.unseen >= MOST_UNSEEN) && of.pending.compareAndSet(false, true)) {
			of.unseen = 0;
			try {
				this.executor.execute(() -> look(pool, of));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("No more suggestions are made: the application is shutting down");
			}
		}
	}

	private void look(JdbcPool pool, Advised of) {
		try {
			checkServers();
			synchronized (of) {
				refresh(pool, of);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Could not determine suggestions for pool '" + pool.name() + "'", ex);
		}
		finally {
			of.pending.set(false);
		}
	}

	// Asks the servers, and so never on the thread of somebody who asks for advice
	private void checkServers() {
		long now = System.nanoTime();
		Long last = this.servers.nanos();
		if (last == null || now - last >= SERVERS_NANOS) {
			this.servers = this.servers.askedAt(now);
			this.servers = new Servers(this.budget.report(now), this.poolers.look(now), now);
		}
	}

	/**
	 * Say what should be changed about a pool.
	 * @return the advice, at most ten seconds old
	 */
	public PoolAdvice advice(JdbcPool pool) {
		Advised of = advised(pool);
		synchronized (of) {
			PoolAdvice advice = of.advice;
			return (advice != null && !of.isOld(System.nanoTime())
					&& of.maximumPoolSize == pool.dataSource().getMaximumPoolSize()) ? advice : refresh(pool, of);
		}
	}

	/**
	 * Say what the latest borrows of a pool tell of its size.
	 * @return an analysis at most ten seconds old, or that there is not enough evidence
	 */
	public AnalysisResult analysis(JdbcPool pool) {
		Advised of = advised(pool);
		synchronized (of) {
			advice(pool);
			return of.keeper.latest();
		}
	}

	private Advised advised(JdbcPool pool) {
		return this.advised.computeIfAbsent(pool.name(), (name) -> new Advised(this.aims));
	}

	private PoolAdvice refresh(JdbcPool pool, Advised of) {
		PoolTracker tracker = pool.tracker();
		long now = System.nanoTime();
		int version = this.log.version(pool.name());
		RecordedSettings settings = settings(pool.dataSource());
		PoolContext context = context(pool, tracker);
		of.keeper.look(tracker.borrows(), settings, ceiling(settings, context.allowance()), now);
		PoolAdvice last = of.advice;
		Integer standing = (last != null) ? last.size() : null;
		PoolAdvice advice = Rules.apply(new PoolFindings(pool.name(), settings, pool.definition().session().readOnly(),
				now - of.sinceNanos, of.keeper.load(), of.keeper.latest(), of.keeper.earlier(), leaks(tracker),
				TimeUnit.NANOSECONDS.convert(this.leakThresholds.of(pool.name())), tracker::nameOf, remoteCalls(pool),
				context, standing));
		of.advice = advice;
		of.maximumPoolSize = settings.maximumPoolSize();
		of.lookedNanos = now;
		this.log.advised(advice, version);
		return advice;
	}

	// What it has it may keep: that the pools are over the limit is a suggestion of its
	// own
	private static int ceiling(RecordedSettings settings, PoolContext.@Nullable Allowance allowance) {
		return (allowance != null) ? Math.max(settings.maximumPoolSize(), allowance.connections()) : Integer.MAX_VALUE;
	}

	private static RecordedSettings settings(HikariDataSource dataSource) {
		int maximum = dataSource.getMaximumPoolSize();
		long timeout = TimeUnit.MILLISECONDS.toNanos(dataSource.getConnectionTimeout());
		return new RecordedSettings(maximum, Math.max(0, Math.min(dataSource.getMinimumIdle(), maximum)),
				Math.max(1, timeout));
	}

	private List<LeakedConnection> leaks(PoolTracker tracker) {
		return tracker.holders()
			.stream()
			.filter(this.leakThresholds::isLeaked)
			.map((connection) -> new LeakedConnection(connection.callSite(), connection.heldNanos()))
			.toList();
	}

	private Map<String, RemoteCalls> remoteCalls(JdbcPool pool) {
		Map<String, RemoteCalls> calls = new LinkedHashMap<>();
		this.remoteCalls.snapshot()
			.getOrDefault(pool.name(), Map.of())
			.forEach((site, counts) -> calls.put(site, new RemoteCalls(counts.count(), counts.totalNanos())));
		return calls;
	}

	private PoolContext context(JdbcPool pool, PoolTracker tracker) {
		HikariDataSource dataSource = pool.dataSource();
		Servers servers = this.servers;
		HistorySample lastHour = tracker.history().last(HOUR, System.currentTimeMillis());
		return new PoolContext(dataSource.getLeakDetectionThreshold(),
				HikariDataSource.class.getPackage().getImplementationVersion(), this.virtualThreads,
				this.openInView.get(), (lastHour != null) ? lastHour.peakActive() : Integer.MAX_VALUE,
				servers.overLimit(pool.name()), servers.allowance(pool.name()), servers.pooler(pool));
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * What is known of the servers. Behind a transaction pooler the server counts the
	 * pooler's connections, so its limits say nothing of the pool. Immutable.
	 *
	 * @param budget what they allow
	 * @param poolers the poolers, by the pools that are connected to them
	 * @param nanos when they were asked, {@code null} for never
	 */
	private record Servers(BudgetReport budget, Map<String, TransactionPooler> poolers, @Nullable Long nanos) {

		static final Servers UNKNOWN = new Servers(new BudgetReport(List.of(), Map.of()), Map.of(), null);

		// Should that fail, it is not asked again at once
		Servers askedAt(long nowNanos) {
			return new Servers(this.budget, this.poolers, nowNanos);
		}

		PoolContext.@Nullable OverLimit overLimit(String pool) {
			if (this.poolers.containsKey(pool)) {
				return null;
			}
			return this.budget.findings()
				.stream()
				.filter((finding) -> finding.claims().stream().anyMatch((claim) -> claim.pool().equals(pool)))
				.reduce((first, second) -> second)
				.map((finding) -> new PoolContext.OverLimit(finding.server(), finding.sum(),
						finding.limit().connections(), finding.limit().describe()))
				.orElse(null);
		}

		PoolContext.@Nullable Allowance allowance(String pool) {
			PoolAllowance allowance = this.budget.allowances().get(pool);
			return (allowance != null && !this.poolers.containsKey(pool))
					? new PoolContext.Allowance(allowance.server(), allowance.connections(), allowance.describe())
					: null;
		}

		PoolContext.@Nullable Pooler pooler(JdbcPool pool) {
			TransactionPooler pooler = this.poolers.get(pool.name());
			return (pooler != null) ? new PoolContext.Pooler(pooler.server(), pooler.backends(),
					PoolContext.Statements.valueOf(pooler.statements().name()), pooler.failure(),
					PoolerWatch.prepareThreshold(pool)) : null;
		}

	}

	/**
	 * What is known of a pool. Guarded by its own lock, but for what the monitor's thread
	 * alone uses, and what is volatile.
	 */
	private static final class Advised {

		private final AtomicBoolean pending = new AtomicBoolean();

		private final long sinceNanos = System.nanoTime();

		private final EvidenceKeeper keeper;

		private volatile @Nullable Long lookedNanos;

		private long unseen;

		private @Nullable PoolAdvice advice;

		private int maximumPoolSize;

		Advised(SizeAims aims) {
			this.keeper = new EvidenceKeeper(aims, this.sinceNanos);
		}

		boolean isOld(long nowNanos) {
			Long looked = this.lookedNanos;
			return looked == null || nowNanos - looked >= INTERVAL_NANOS;
		}

	}

}
