package io.github.poolstarter.database;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What JDBC URLs say, whatever the database. Stateless.
 */
public final class JdbcUrls {

	static final String MASK = "******";

	// Drivers that wrap another and name it by the rest of the URL
	private static final Pattern WRAPPERS = Pattern.compile("jdbc:(?:(?:aws-wrapper|p6spy|otel|tc|log4jdbc):)+");

	private static final String AWS_WRAPPER = "jdbc:aws-wrapper:";

	private static final String SECRET_NAME = "(?:pass|pwd|secret|token|credential|key)";

	// Up to the last @, because a password may hold one itself, and in front of the first
	// parameter. But a password may hold a ? or a ; too: then no name of a parameter
	// follows it, or no host stands before it. Hosts that are lists hold their passwords
	// themselves
	private static final Pattern USER_INFO = Pattern.compile("//(?!(?:address=)?\\(\\w+=)"
			+ "(?:[^?;]*(?:[?;][^=]*)?|(?![^:,/?;@]*(?::\\d+)?(?:,[^:,/?;@]*(?::\\d+)?)*[/?;])[^/?;@\\[(]*:.*)@");

	private static final Pattern ORACLE_USER_INFO = Pattern.compile("(?i)(:(?:thin|oci8?):)[^@/]*/.*@");

	// As in ?password=… and ;password={…}
	private static final Pattern SECRET_PARAMETER = Pattern
		.compile("(?i)([?&;:][^=?&;:]*" + SECRET_NAME + "[^=?&;:]*=)(?:\\{(?:[^}]|}})*}|[^&;]*)");

	// As in (user=…,password=…)
	private static final Pattern LISTED_SECRET = Pattern
		.compile("(?i)([(,/][^=(),/?&;:]*" + SECRET_NAME + "[^=(),/?&;:]*=)[^,)]*");

	private static final Pattern SECRET = Pattern.compile("(?i)" + SECRET_NAME);

	private JdbcUrls() {
	}

	/**
	 * Return what the URL of a driver that wraps another stands for, as
	 * {@code jdbc:postgresql://db/app} for {@code jdbc:p6spy:postgresql://db/app}.
	 * @param url a URL
	 * @return the URL of the wrapped driver, or the URL itself
	 */
	public static String unwrapped(String url) {
		return WRAPPERS.matcher(url).replaceFirst("jdbc:");
	}

	/**
	 * Write a time limit as a property of PostgreSQL's driver, which counts seconds. The
	 * AWS wrapper has properties of the same names in milliseconds.
	 * @param url the URL of the connections
	 * @param limit the limit
	 * @return the value, at least a second
	 */
	public static String postgresTimeout(String url, Duration limit) {
		long seconds = Math.max(1, limit.plusMillis(999).toSeconds());
		return String.valueOf((url.startsWith(AWS_WRAPPER)) ? Duration.ofSeconds(seconds).toMillis() : seconds);
	}

	static boolean isSecret(String property) {
		return SECRET.matcher(property).find();
	}

	/**
	 * Find the secrets of a URL, as they stand there and as drivers decode them.
	 */
	static Set<String> secretsOf(String url) {
		Set<String> secrets = new LinkedHashSet<>();
		add(secrets, USER_INFO.matcher(url), ':');
		add(secrets, ORACLE_USER_INFO.matcher(url), '/');
		add(secrets, SECRET_PARAMETER.matcher(url), '=');
		add(secrets, LISTED_SECRET.matcher(url), '=');
		return secrets;
	}

	private static void add(Set<String> secrets, Matcher matcher, char separator) {
		while (matcher.find()) {
			String match = matcher.group();
			// Oracle's user stands after the name of the driver
			int begin = match.indexOf(separator);
			if (begin >= 0) {
				String secret = match.substring(begin + 1, match.length() - (match.endsWith("@") ? 1 : 0));
				secrets.add(secret);
				secrets.add(decoded(secret));
			}
		}
	}

	private static String decoded(String secret) {
		try {
			return URLDecoder.decode(secret, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return secret;
		}
	}

	/**
	 * Take credentials out of a URL: those before an {@code @}, and the parameters whose
	 * name says that they are secret.
	 */
	public static String withoutCredentials(String url) {
		String result = USER_INFO.matcher(url).replaceAll("//");
		result = ORACLE_USER_INFO.matcher(result).replaceAll("$1@");
		result = SECRET_PARAMETER.matcher(result).replaceAll("$1" + MASK);
		return LISTED_SECRET.matcher(result).replaceAll("$1" + MASK);
	}

}
