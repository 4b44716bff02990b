package io.github.poolstarter.benchmarks.tuning;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;

/**
 * All experiments about predictions and sizes, one after another, and each table at once
 * into one file.
 * <p>
 * The first argument is the file. A table replaces what stands between its marks there,
 * {@code <!-- begin WaitExperiment -->} and {@code <!-- end WaitExperiment -->}; see
 * {@link Report#replace}. An option of one of them has its name in front:
 * {@code --wait.seeds=1}, {@code --optimum.rounds=1}, {@code --mixed.turn=5s},
 * {@code --analysis.rounds=3}.
 */
public final class TuningExperiments {

	private static final Map<String, Experiment> EXPERIMENTS = new LinkedHashMap<>();

	static {
		EXPERIMENTS.put("WaitExperiment", WaitExperiment::report);
		EXPERIMENTS.put("OptimumExperiment", OptimumExperiment::report);
		EXPERIMENTS.put("MixedExperiment", MixedExperiment::report);
		EXPERIMENTS.put("AnalysisExperiment", AnalysisExperiment::report);
	}

	private TuningExperiments() {
	}

	/**
	 * Run the experiments and write the reports.
	 * @param arguments the file, and the options
	 * @throws Exception if an experiment failed, or a report can't be written
	 */
	public static void main(String[] arguments) throws Exception {
		Path file = new Options(arguments).file();
		for (Map.Entry<String, Experiment> experiment : EXPERIMENTS.entrySet()) {
			experiment.getValue()
				.report(argumentsOf(experiment.getKey(), arguments))
				.replace(experiment.getKey(), file);
		}
	}

	/**
	 * What one of the experiments would be started with alone.
	 * @param name the name of its class
	 * @param arguments what all are started with
	 * @return its file, and its options
	 */
	static String[] argumentsOf(String name, String[] arguments) {
		String title = name.replace("Experiment", "").toLowerCase(Locale.ROOT);
		String prefix = "--" + title + ".";
		Stream<String> options = Arrays.stream(arguments)
			.filter((argument) -> argument.startsWith(prefix))
			.map((argument) -> "--" + argument.substring(prefix.length()));
		return Stream.concat(Stream.of(title + ".md"), options).toArray(String[]::new);
	}

	/**
	 * Runs an experiment.
	 */
	@FunctionalInterface
	private interface Experiment {

		Report report(String[] arguments) throws Exception;

	}

}
