package io.github.poolstarter.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds docs/recipes.md against the tests: each block of code there is between two
 * markers here, and runs.
 */
class RecipesDocumentTests {

	private static final Pattern BLOCK = Pattern.compile("```(?:java|yaml)\n(.*?)```", Pattern.DOTALL);

	private static final Pattern TAGGED = Pattern.compile(" tag::(\\S+)\\[]\n(.*?)\n[\t ]*\\S+ end::\\1\\[]",
			Pattern.DOTALL);

	@Test
	void codeOfThePageIsThatOfTheTests() throws IOException {
		Set<String> inTests = new TreeSet<>();
		try (Stream<Path> files = Files.walk(Path.of("src/test"))) {
			for (Path file : files.filter((path) -> path.toString().matches(".*\\.(java|yaml)")).toList()) {
				find(TAGGED, Files.readString(file), 2).forEach(inTests::add);
			}
		}
		String page = Files.readString(Path.of("../docs/recipes.md"));
		assertThat(find(BLOCK, page, 1)).isNotEmpty().containsExactlyInAnyOrderElementsOf(inTests);
	}

	private static List<String> find(Pattern pattern, String text, int group) {
		return pattern.matcher(text).results().map((result) -> unindent(result, group)).toList();
	}

	private static String unindent(MatchResult result, int group) {
		String code = result.group(group);
		String indent = code.substring(0, code.length() - code.stripLeading().length());
		return code.lines()
			.map((line) -> (line.startsWith(indent)) ? line.substring(indent.length()) : line)
			.collect(Collectors.joining("\n"))
			.strip();
	}

}
