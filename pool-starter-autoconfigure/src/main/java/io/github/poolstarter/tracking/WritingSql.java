package io.github.poolstarter.tracking;

import java.util.List;

/**
 * Tells statements that may write from those that don't, by their first word. What reads
 * may still write, by a function that it calls; that is not seen.
 */
final class WritingSql {

	private static final List<String> READING = List.of("select", "show", "explain", "values", "table");

	private WritingSql() {
	}

	/**
	 * Whether a statement may write.
	 * @param sql the statement
	 * @return {@code false} if it begins like a query. A common table expression may
	 * write, so {@code with} is no such beginning
	 */
	static boolean mayWrite(String sql) {
		int start = startOf(sql);
		for (String word : READING) {
			if (sql.regionMatches(true, start, word, 0, word.length()) && endsAt(sql, start + word.length())) {
				return false;
			}
		}
		return true;
	}

	private static boolean endsAt(String sql, int end) {
		return end >= sql.length() || !Character.isJavaIdentifierPart(sql.charAt(end));
	}

	// After white space, comments, and the parentheses of a union
	private static int startOf(String sql) {
		int at = 0;
		while (at < sql.length()) {
			char character = sql.charAt(at);
			if (Character.isWhitespace(character) || character == '(') {
				at++;
			}
			else if (sql.startsWith("--", at)) {
				at = after(sql, "\n", at);
			}
			else if (sql.startsWith("/*", at)) {
				at = after(sql, "*/", at + 2);
			}
			else {
				return at;
			}
		}
		return at;
	}

	private static int after(String sql, String end, int from) {
		int found = sql.indexOf(end, from);
		return (found >= 0) ? found + end.length() : sql.length();
	}

}
