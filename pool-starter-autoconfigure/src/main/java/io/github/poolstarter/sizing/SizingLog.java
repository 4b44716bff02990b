package io.github.poolstarter.sizing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPoolObserver;
import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.tuning.PoolAdvice;
import io.github.poolstarter.tuning.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * What was proposed and done about the sizes of the pools, the last decisions of each.
 * {@link PoolAdvisor} tells what is suggested, whoever changes a pool what was changed;
 * what came of another maximum is looked for once a second, on the monitor's thread. Safe
 * for use by several threads.
 */
public final class SizingLog implements JdbcPoolObserver {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final Clock clock;

	private final Map<String, PoolSizingLog> pools = new ConcurrentHashMap<>();

	public SizingLog(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The state of a pool's settings, to be asked for before they are looked at.
	 */
	int version(String pool) {
		return of(pool).version();
	}

	/**
	 * Note what is suggested now.
	 */
	void advised(PoolAdvice advice, int version) {
		of(advice.pool()).advised(advice, version, now());
	}

	/**
	 * Make a change and note it. What is suggested meanwhile is not noted: it may be of
	 * the settings before or of those after.
	 */
	public <T> T changing(JdbcPool pool, Supplier<T> change) {
		PoolSizingLog log = of(pool.name());
		log.begin();
		try {
			return change.get();
		}
		finally {
			log.end();
		}
	}

	/**
	 * Note that a suggestion was applied.
	 * @param by who asked for it, {@code null} where that is not known
	 */
	public void applied(Suggestion suggestion, PoolSettings before, PoolSettings after, @Nullable String by) {
		of(suggestion.pool()).changed(suggestion, before, after, suggestion.issue(), by, now());
	}

	/**
	 * Note that a pool was changed. What leaves its sizes as they are is no decision.
	 * @param by who asked for it, {@code null} where that is not known
	 */
	public void changed(JdbcPool pool, PoolSettings before, PoolSettings after, String because, @Nullable String by) {
		of(pool.name()).changed(null, before, after, because, by, now());
	}

	@Override
	public void sampled(JdbcPool pool, HistorySample sample) {
		PoolSizingLog log = this.pools.get(pool.name());
		if (log != null && log.awaitsOutcome()) {
			log.look(pool.history().series(SizeChange.WINDOW, SECOND, sample.endMillis()));
		}
	}

	/**
	 * The decisions about a pool.
	 */
	public List<SizingDecision> decisions(JdbcPool pool) {
		PoolSizingLog log = this.pools.get(pool.name());
		return (log != null) ? log.decisions() : List.of();
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	private PoolSizingLog of(String pool) {
		return this.pools.computeIfAbsent(pool, PoolSizingLog::new);
	}

}
