package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.Locale;

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

	JdbcSettingChecks(String pool, PoolPropertySources sources) {
		super(pool, sources);
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
		require(value.plus(IDLE_MARGIN).compareTo(limit) <= 0, setting, Durations.display(value),
				"must be at least %s less than %s".formatted(Durations.display(IDLE_MARGIN),
						describe(other, Durations.display(limit))));
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
