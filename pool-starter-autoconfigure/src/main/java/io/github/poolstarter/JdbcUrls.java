package io.github.poolstarter;

import java.util.regex.Pattern;

/**
 * Takes credentials out of JDBC URLs, whatever the database: those before an {@code @},
 * and the parameters whose name says that they are secret.
 */
final class JdbcUrls {

	static final String MASK = "******";

	private static final String SECRET_NAME = "(?:pass|pwd|secret|token|credential|key)";

	// Up to the last @, because a password may hold one itself
	private static final Pattern USER_INFO = Pattern.compile("//[^?;]*@");

	private static final Pattern ORACLE_USER_INFO = Pattern.compile("(?i)(:(?:thin|oci8?):)[^@/]*/.*@");

	// As in ?password=… and ;password={…}
	private static final Pattern SECRET_PARAMETER = Pattern
		.compile("(?i)([?&;:][^=?&;:]*" + SECRET_NAME + "[^=?&;:]*=)(?:\\{(?:[^}]|}})*}|[^&;]*)");

	// As in (user=…,password=…)
	private static final Pattern LISTED_SECRET = Pattern
		.compile("(?i)([(,/][^=(),/?&;:]*" + SECRET_NAME + "[^=(),/?&;:]*=)[^,)]*");

	private JdbcUrls() {
	}

	static String withoutCredentials(String url) {
		String result = USER_INFO.matcher(url).replaceAll("//");
		result = ORACLE_USER_INFO.matcher(result).replaceAll("$1@");
		result = SECRET_PARAMETER.matcher(result).replaceAll("$1" + MASK);
		return LISTED_SECRET.matcher(result).replaceAll("$1" + MASK);
	}

}
