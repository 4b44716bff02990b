package io.github.poolstarter.database;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariConfig;
import org.jspecify.annotations.Nullable;

/**
 * What the log, the endpoint and exceptions must not tell of how a pool connects: the
 * password, the credentials in the URL, and the values of the driver's properties, whose
 * names say little about which of them are secret. Drivers put any of these into their
 * messages. Short values, and those that are part of a longer word, stay where nothing
 * says that they are the property's. Immutable.
 */
public final class Secrets {

	// Or every letter of a message might be one
	private static final int SHORTEST = 3;

	private static final Pattern PLAIN = Pattern.compile("true|false|[0-9.]{1,3}");

	// Those that the library sets itself
	private static final Set<String> HARMLESS = Set.of("ApplicationName", "readOnlyMode", "connectTimeout",
			"loginTimeout", "socketTimeout");

	private static final String SCHEME = "jdbc:";

	private final Map<String, String> replacements = new LinkedHashMap<>();

	private final List<Pattern> words = new ArrayList<>();

	private Secrets(String url, @Nullable String password, Map<?, ?> properties) {
		// Drivers also name the URL by what follows its first colon
		String display = JdbcUrls.withoutCredentials(url);
		if (!display.equals(url)) {
			this.replacements.put(withoutScheme(url), withoutScheme(display));
		}
		List<String> values = new ArrayList<>(JdbcUrls.secretsOf(url));
		if (password != null) {
			values.add(password);
		}
		properties.forEach((name, value) -> add(String.valueOf(name), String.valueOf(value), values));
		values.stream()
			.filter((value) -> value.length() >= SHORTEST)
			.sorted(Comparator.comparingInt(String::length).reversed())
			.forEach((value) -> this.replacements.putIfAbsent(value, JdbcUrls.MASK));
	}

	private void add(String name, String value, List<String> values) {
		if (HARMLESS.contains(name) || value.isBlank()) {
			return;
		}
		this.replacements.put(name + "=" + value, name + "=" + JdbcUrls.MASK);
		if (JdbcUrls.isSecret(name)) {
			values.add(value);
		}
		else if (value.length() >= SHORTEST && !PLAIN.matcher(value).matches()) {
			this.words.add(Pattern.compile("(?<![\\p{Alnum}_])" + Pattern.quote(value) + "(?![\\p{Alnum}_])"));
		}
	}

	/**
	 * The secrets of a pool as it connects at present.
	 * @param config the configuration of the pool
	 * @return its secrets
	 */
	public static Secrets of(HikariConfig config) {
		String url = config.getJdbcUrl();
		return new Secrets((url != null) ? url : "", config.getCredentials().getPassword(),
				config.getDataSourceProperties());
	}

	/**
	 * The secrets of whatever connects like that.
	 * @param url the JDBC URL
	 * @param password the password, {@code null} for none
	 * @param properties the driver's properties
	 * @return its secrets
	 */
	public static Secrets of(String url, @Nullable String password, Map<String, String> properties) {
		return new Secrets(url, password, properties);
	}

	private static String withoutScheme(String url) {
		return (url.startsWith(SCHEME)) ? url.substring(SCHEME.length()) : url;
	}

	/**
	 * Take the secrets out of a text, such as a driver's message.
	 * @param text the text
	 * @return the text without them
	 */
	public String redact(String text) {
		String redacted = text;
		for (Map.Entry<String, String> replacement : this.replacements.entrySet()) {
			redacted = redacted.replace(replacement.getKey(), replacement.getValue());
		}
		for (Pattern word : this.words) {
			redacted = word.matcher(redacted).replaceAll(Matcher.quoteReplacement(JdbcUrls.MASK));
		}
		return redacted;
	}

	/**
	 * Take the secrets out of an exception, its causes and all that it carries.
	 * @param failure what a driver has thrown
	 * @return the same where it tells none, else one of the nearest type of JDBC's with
	 * the same state, code and stack
	 */
	public SQLException redact(SQLException failure) {
		return (tells(failure, identitySet())) ? copyOf(failure, identitySet()) : failure;
	}

	/**
	 * Take the secrets out of an exception, its causes and all that it carries.
	 * @param failure what a driver or HikariCP has thrown
	 * @return the same where it tells none, else a copy
	 */
	public RuntimeException redact(RuntimeException failure) {
		return (tells(failure, identitySet())) ? new RedactedException(failure, copies(failure)) : failure;
	}

	/**
	 * Take the secrets out of an exception for the log.
	 * @param failure what a driver or HikariCP has thrown
	 * @return the same where it tells none, else a copy
	 */
	public Throwable redact(Exception failure) {
		return (tells(failure, identitySet())) ? Objects.requireNonNull(copy(failure, identitySet())) : failure;
	}

	private Function<Throwable, @Nullable Throwable> copies(Throwable failure) {
		Set<Throwable> seen = identitySet();
		seen.add(failure);
		return (other) -> copy(other, seen);
	}

	private static Set<Throwable> identitySet() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	private boolean tells(@Nullable Throwable failure, Set<Throwable> seen) {
		if (failure == null || !seen.add(failure)) {
			return false;
		}
		String text = failure + "\n" + failure.getMessage();
		if (!redact(text).equals(text) || tells(failure.getCause(), seen)) {
			return true;
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			if (tells(suppressed, seen)) {
				return true;
			}
		}
		return failure instanceof SQLException sql && tells(sql.getNextException(), seen);
	}

	private @Nullable Throwable copy(@Nullable Throwable failure, Set<Throwable> seen) {
		if (failure == null || seen.contains(failure)) {
			return null;
		}
		if (!tells(failure, identitySet())) {
			return failure;
		}
		if (failure instanceof SQLException sql) {
			return copyOf(sql, seen);
		}
		seen.add(failure);
		return new RedactedException(failure, (other) -> copy(other, seen));
	}

	private SQLException copyOf(SQLException failure, Set<Throwable> seen) {
		seen.add(failure);
		SQLException copy = ofNearestType(failure, redact(String.valueOf(failure.getMessage())),
				copy(failure.getCause(), seen));
		copy.setStackTrace(failure.getStackTrace());
		for (Throwable suppressed : failure.getSuppressed()) {
			Throwable other = copy(suppressed, seen);
			if (other != null) {
				copy.addSuppressed(other);
			}
		}
		if (copy(failure.getNextException(), seen) instanceof SQLException next) {
			copy.setNextException(next);
		}
		return copy;
	}

	private static SQLException ofNearestType(SQLException failure, String message, @Nullable Throwable cause) {
		String state = failure.getSQLState();
		int code = failure.getErrorCode();
		if (failure instanceof SQLTransientConnectionException) {
			return new SQLTransientConnectionException(message, state, code, cause);
		}
		if (failure instanceof SQLTimeoutException) {
			return new SQLTimeoutException(message, state, code, cause);
		}
		if (failure instanceof SQLTransientException) {
			return new SQLTransientException(message, state, code, cause);
		}
		if (failure instanceof SQLInvalidAuthorizationSpecException) {
			return new SQLInvalidAuthorizationSpecException(message, state, code, cause);
		}
		if (failure instanceof SQLFeatureNotSupportedException) {
			return new SQLFeatureNotSupportedException(message, state, code, cause);
		}
		if (failure instanceof SQLNonTransientConnectionException) {
			return new SQLNonTransientConnectionException(message, state, code, cause);
		}
		if (failure instanceof SQLNonTransientException) {
			return new SQLNonTransientException(message, state, code, cause);
		}
		return (failure instanceof SQLRecoverableException) ? new SQLRecoverableException(message, state, code, cause)
				: new SQLException(message, state, code, cause);
	}

	/**
	 * Stands for an exception whose message told a secret, under its name.
	 */
	private final class RedactedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String text;

		RedactedException(Throwable failure, Function<Throwable, @Nullable Throwable> copies) {
			super(redact(String.valueOf(failure.getMessage())),
					(failure.getCause() != null) ? copies.apply(failure.getCause()) : null);
			this.text = redact(failure.toString());
			setStackTrace(failure.getStackTrace());
			for (Throwable suppressed : failure.getSuppressed()) {
				Throwable other = copies.apply(suppressed);
				if (other != null) {
					addSuppressed(other);
				}
			}
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
