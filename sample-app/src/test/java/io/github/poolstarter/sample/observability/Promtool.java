package io.github.poolstarter.sample.observability;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The checker that comes with Prometheus, if it is installed on the machine.
 *
 * @see EnabledIfPromtoolInstalled
 */
public final class Promtool {

	private static final String COMMAND = "promtool";

	private Promtool() {
	}

	/**
	 * Whether this machine has the checker.
	 * @return whether the command was found
	 */
	public static boolean isInstalled() {
		return find().isPresent();
	}

	/**
	 * Run the checker.
	 * @param input what it reads from its standard input
	 * @param arguments its arguments
	 * @return how it ended, and what it said
	 */
	static Result run(String input, String... arguments) throws IOException, InterruptedException {
		List<String> line = new ArrayList<>(List.of(find().orElseThrow().toString()));
		line.addAll(List.of(arguments));
		Path file = Files.createTempFile(COMMAND, ".txt");
		try {
			Process process = new ProcessBuilder(line).redirectErrorStream(true)
				.redirectInput(Files.writeString(file, input).toFile())
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return new Result(process.waitFor(), output);
		}
		finally {
			Files.delete(file);
		}
	}

	private static Optional<Path> find() {
		String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
		return Arrays.stream(path.split(File.pathSeparator))
			.map((directory) -> Path.of(directory, COMMAND))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * How a run ended.
	 *
	 * @param status the exit status
	 * @param output what was printed
	 */
	record Result(int status, String output) {

	}

}
