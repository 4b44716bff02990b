package io.github.poolstarter;

import java.util.regex.Pattern;

/**
 * Takes credentials out of JDBC URLs, whatever the database: those before an {@code @},
 * and the parameters whose name says that they are secret.
 */
final class JdbcUrls {

	static final String MASK = "******";

	private static final Pattern USER_INFO = Pattern.compile("//[^/@?;]*@");

	private static final Pattern ORACLE_USER_INFO = Pattern.compile("(?i)(:(?:thin|oci8?):)[^@/:]*/[^@]*@");

	private static final Pattern SECRET_PARAMETER = Pattern
		.compile("(?i)([?&;][^=?&;]*(?:password|passwd|pwd|secret|token|credential|key)[^=?&;]*=)[^&;]*");

	private JdbcUrls() {
	}

	static String withoutCredentials(String url) {
		String result = USER_INFO.matcher(url).replaceAll("//");
		result = ORACLE_USER_INFO.matcher(result).replaceAll("$1@");
		return SECRET_PARAMETER.matcher(result).replaceAll("$1" + MASK);
	}

}
