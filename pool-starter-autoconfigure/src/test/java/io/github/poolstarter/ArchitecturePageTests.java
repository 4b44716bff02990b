package io.github.poolstarter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the page about the ways through the code against the code.
 */
class ArchitecturePageTests {

	private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z]\\w+)`");

	@Test
	void everyClassOfThePageExists() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "architecture.md"));
		Set<String> named = CLASS_NAME.matcher(page)
			.results()
			.map((MatchResult result) -> result.group(1))
			.collect(Collectors.toSet());
		Set<String> classes = Stream.of(ClassFiles.in("classes"), ClassFiles.in("test-classes"))
			.flatMap(List::stream)
			.map(Class::getSimpleName)
			.collect(Collectors.toSet());
		assertThat(named).hasSizeGreaterThan(40);
		assertThat(classes).containsAll(named);
	}

}
