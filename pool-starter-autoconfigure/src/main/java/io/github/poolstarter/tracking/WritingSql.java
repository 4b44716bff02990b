package io.github.poolstarter.tracking;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells statements that may write from those that don't, by their first word, and by what
 * makes a query a write nevertheless: {@code INTO}, {@code EXPLAIN ANALYZE}, and a second
 * statement after it. What reads may still write, by a function that it calls; that is
 * not seen. What is not understood may write.
 */
final class WritingSql {

	private static final List<String> READING = List.of("select", "show", "values", "table");

	private static final String EXPLAIN = "explain";

	private static final String INTO = "into";

	private static final Pattern EXPLAIN_OPTIONS = Pattern.compile("\\([^)]*\\)|analy[sz]e\\b(\\s+verbose\\b)?",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern ANALYZE = Pattern.compile("\\banaly[sz]e\\b", Pattern.CASE_INSENSITIVE);

	private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$([a-zA-Z_]\\w*)?\\$");

	private WritingSql() {
	}

	/**
	 * Whether a statement may write.
	 */
	static boolean mayWrite(String sql) {
		return mayWrite(sql, 0);
	}

	private static boolean mayWrite(String sql, int from) {
		// The parentheses of a union
		int start = afterBlank(sql, from, "(");
		if (isWord(sql, start, EXPLAIN)) {
			return mayExplainedWrite(sql, start + EXPLAIN.length());
		}
		for (String word : READING) {
			if (isWord(sql, start, word)) {
				return mayRestWrite(sql, start + word.length());
			}
		}
		return true;
	}

	// What is explained is run only if it is analyzed
	private static boolean mayExplainedWrite(String sql, int from) {
		Matcher options = EXPLAIN_OPTIONS.matcher(sql).region(afterBlank(sql, from, ""), sql.length());
		return options.lookingAt() && ANALYZE.matcher(options.group()).find() && mayWrite(sql, options.end());
	}

	private static boolean mayRestWrite(String sql, int from) {
		int at = from;
		while (at < sql.length()) {
			char character = sql.charAt(at);
			if (Character.isJavaIdentifierPart(character) && character != '$') {
				if (isWord(sql, at, INTO)) {
					return true;
				}
				at = afterWord(sql, at);
			}
			else if (character == ';') {
				int next = afterBlank(sql, at, ";");
				return next < sql.length() && mayWrite(sql, next);
			}
			else {
				at = afterQuoted(sql, at, character);
				if (at < 0) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isWord(String sql, int start, String word) {
		int end = start + word.length();
		return sql.regionMatches(true, start, word, 0, word.length())
				&& (end >= sql.length() || !Character.isJavaIdentifierPart(sql.charAt(end)));
	}

	private static int afterWord(String sql, int from) {
		int at = from;
		while (at < sql.length() && Character.isJavaIdentifierPart(sql.charAt(at))) {
			at++;
		}
		return at;
	}

	// After a comment or what is in quotes, else the next character; negative where the
	// quotes don't end
	private static int afterQuoted(String sql, int at, char character) {
		return switch (character) {
			case '\'' ->
				(at > 0 && (sql.charAt(at - 1) | ' ') == 'e') ? afterEscaped(sql, at) : afterQuote(sql, "'", at);
			case '"' -> afterQuote(sql, "\"", at);
			case '`' -> afterQuote(sql, "`", at);
			case '$' -> {
				Matcher quote = DOLLAR_QUOTE.matcher(sql).region(at, sql.length());
				yield (quote.lookingAt()) ? afterQuote(sql, quote.group(), at) : at + 1;
			}
			default -> Math.max(at + 1, afterComment(sql, at));
		};
	}

	// A doubled quote ends one literal and begins another
	private static int afterQuote(String sql, String quote, int at) {
		int end = sql.indexOf(quote, at + quote.length());
		return (end >= 0) ? end + quote.length() : -1;
	}

	private static int afterEscaped(String sql, int at) {
		for (int i = at + 1; i < sql.length(); i++) {
			if (sql.charAt(i) == '\\') {
				i++;
			}
			else if (sql.charAt(i) == '\'') {
				return i + 1;
			}
		}
		return -1;
	}

	// After white space, comments, and more
	private static int afterBlank(String sql, int from, String more) {
		int at = from;
		while (at < sql.length()) {
			char character = sql.charAt(at);
			int next = (Character.isWhitespace(character) || more.indexOf(character) >= 0) ? at + 1
					: afterComment(sql, at);
			if (next == at) {
				return at;
			}
			at = next;
		}
		return at;
	}

	private static int afterComment(String sql, int at) {
		if (sql.startsWith("--", at)) {
			return after(sql, "\n", at);
		}
		return (sql.startsWith("/*", at)) ? after(sql, "*/", at + 2) : at;
	}

	private static int after(String sql, String end, int from) {
		int found = sql.indexOf(end, from);
		return (found >= 0) ? found + end.length() : sql.length();
	}

}
