package io.github.poolstarter.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table of the faults, {@code target/faults.md}: a row for each test that has run in
 * this JVM, written anew whenever one is added. Safe for use by several threads.
 */
final class FaultReport {

	private static final Path FILE = Path.of("target", "faults.md");

	private static final String HEAD = """
			| Fault | What the application saw | Slowest call | Recovery | Leaked | Lost | Failed, but done |
			|---|---|---|---|---|---|---|
			""";

	private static final Map<String, String> rows = new LinkedHashMap<>();

	private FaultReport() {
	}

	/**
	 * Add the row of a test.
	 * @param test the test
	 * @param fault what was done to the server
	 * @param load what the application saw
	 * @param recovery how long it took from the end of the fault until all worked again
	 * @param leaked connections that were not given back
	 * @param writes what became of the writes
	 */
	static synchronized void add(String test, String fault, FaultLoad load, Duration recovery, int leaked,
			FaultyApplication.Writes writes) {
		String seen = load.failures()
			.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " × " + entry.getKey())
			.collect(Collectors.joining("; "));
		rows.put(test,
				"| %s: `%s` | %s | %.1f s | %.1f s | %d | %d | %d |%n".formatted(fault, test,
						(seen.isEmpty()) ? "nothing" : seen, seconds(load.slowest()), seconds(recovery), leaked,
						writes.lost(), writes.failedButDone()));
		try {
			Files.writeString(FILE, HEAD + String.join("", rows.values()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

}
