package io.github.poolstarter.sample.observability;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds out what an expression of Prometheus' query language is about. Knows as much of
 * the language as the board and the rules use.
 */
final class PromQl {

	private static final Pattern STRINGS = Pattern.compile("\"[^\"]*\"|'[^']*'");

	private static final Pattern MATCHERS_AND_RANGES = Pattern.compile("\\{[^}]*}|\\[[^]]*]");

	private static final Pattern LABEL_LISTS = Pattern
		.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

	// What Grafana asks for the values of a variable
	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*),\\s*\\w+\\s*\\)");

	private static final Pattern NAMES = Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

	private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset", "group_left",
			"group_right");

	private static final Pattern ALERTS = Pattern.compile("\\balert=\"([^\"]+)\"");

	private PromQl() {
	}

	/**
	 * The metrics that an expression reads.
	 * @param expression the expression
	 * @return their names
	 */
	static Set<String> metricsIn(String expression) {
		String rest = LABEL_VALUES.matcher(expression).replaceAll("$1");
		rest = STRINGS.matcher(rest).replaceAll("");
		rest = MATCHERS_AND_RANGES.matcher(rest).replaceAll(" ");
		rest = LABEL_LISTS.matcher(rest).replaceAll(" ");
		return NAMES.matcher(rest)
			.results()
			.map(MatchResult::group)
			.filter((name) -> !KEYWORDS.contains(name))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * The alerts of the application that an expression asks for.
	 * @param expression the expression
	 * @return the values of the label {@code alert}
	 */
	static Set<String> alertsIn(String expression) {
		return ALERTS.matcher(expression).results().map((match) -> match.group(1)).collect(Collectors.toSet());
	}

}
