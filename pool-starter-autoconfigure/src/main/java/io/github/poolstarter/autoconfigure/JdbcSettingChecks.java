package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

import com.zaxxer.hikari.util.IsolationLevel;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Checks of single settings of one JDBC pool.
 */
final class JdbcSettingChecks extends SettingChecks {

	private static final String PREFIX = "TRANSACTION_";

	/**
	 * HikariCP ignores an idle timeout that is closer to the lifetime.
	 */
	private static final Duration IDLE_MARGIN = Duration.ofSeconds(1);

	private final String pool;

	private final PoolPropertySources sources;

	private final Consumer<String> corrections;

	JdbcSettingChecks(String pool, PoolPropertySources sources, Consumer<String> corrections) {
		super(pool, sources);
		this.pool = pool;
		this.sources = sources;
		this.corrections = corrections;
	}

	/**
	 * Correct a value that can't work, where it was set for HikariCP alone: an
	 * application that started with it still does.
	 */
	<T extends @Nullable Object> T corrected(String setting, T value, boolean works, T instead) {
		if (works || !this.sources.isOfHikari(this.pool, setting)) {
			return value;
		}
		this.corrections.accept("%s can't work: pool '%s' uses %s".formatted(describe(setting, display(value)),
				this.pool, (instead != null) ? display(instead) : "the default"));
		return instead;
	}

	private static @Nullable Object display(@Nullable Object value) {
		return (value instanceof Duration duration) ? Durations.display(duration) : value;
	}

	void zeroOrAtLeast(String setting, Duration value, Duration least) {
		notTooLong(setting, value);
		require(value.isZero() || value.compareTo(least) >= 0, setting, Durations.display(value),
				"must be 0 or at least " + Durations.display(least));
	}

	@Nullable Duration positive(String setting, @Nullable Duration value) {
		if (value != null) {
			notTooLong(setting, value);
			require(value.compareTo(Duration.ofMillis(1)) >= 0, setting, Durations.display(value),
					"must be at least 1ms; leave it out for no limit");
		}
		return value;
	}

	void notOver(String setting, Duration value, String other, Duration limit) {
		require(value.compareTo(limit) <= 0, setting, Durations.display(value),
				"must not exceed " + describe(other, Durations.display(limit)));
	}

	void under(String setting, Duration value, String other, Duration limit) {
		require(value.compareTo(limit) < 0, setting, Durations.display(value),
				"must be less than " + describe(other, Durations.display(limit)));
	}

	void wellUnder(String setting, Duration value, String other, Duration limit) {
		require(isWellUnder(value, limit), setting, Durations.display(value), "must be at least %s less than %s"
			.formatted(Durations.display(IDLE_MARGIN), describe(other, Durations.display(limit))));
	}

	static boolean isWellUnder(Duration value, Duration limit) {
		return value.plus(IDLE_MARGIN).compareTo(limit) <= 0;
	}

	@Nullable String driver(@Nullable String value) {
		if (value != null) {
			require(ClassUtils.isPresent(value, null), "driver-class-name", value,
					"must be a JDBC driver on the class path; leave it out to have the driver derived from the URL");
		}
		return value;
	}

	@Nullable String isolation(@Nullable String value) {
		if (value == null) {
			return null;
		}
		String upper = value.toUpperCase(Locale.ROOT);
		String constant = (upper.startsWith(PREFIX)) ? upper : PREFIX + upper;
		for (IsolationLevel level : IsolationLevel.values()) {
			// HikariCP understands the number, too
			if (level.name().equals(constant) || String.valueOf(level.getLevelId()).equals(value)) {
				return level.name();
			}
		}
		throw invalid("transaction-isolation", value,
				"must be READ_UNCOMMITTED, READ_COMMITTED, REPEATABLE_READ or SERIALIZABLE");
	}

}
