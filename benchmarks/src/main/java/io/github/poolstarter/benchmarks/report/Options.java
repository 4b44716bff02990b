package io.github.poolstarter.benchmarks.report;

import java.nio.file.Path;
import java.util.List;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.util.Assert;
import org.springframework.util.CollectionUtils;

/**
 * The command line of an experiment: the file for the table, and numbers such as
 * {@code --rounds=3}. Immutable.
 */
public final class Options {

	private final ApplicationArguments arguments;

	/**
	 * Read a command line.
	 * @param arguments what the experiment was started with
	 */
	public Options(String... arguments) {
		this.arguments = new DefaultApplicationArguments(arguments);
	}

	/**
	 * The file that the table is written to.
	 * @return the first argument that is no option
	 */
	public Path file() {
		List<String> files = this.arguments.getNonOptionArgs();
		Assert.isTrue(!files.isEmpty(), "The file for the table is missing: name it as an argument");
		return Path.of(files.get(0));
	}

	/**
	 * A number.
	 * @param name the name of its option
	 * @param otherwise the number when the option is not given
	 * @return the number, at least 1
	 */
	public int number(String name, int otherwise) {
		List<String> values = this.arguments.getOptionValues(name);
		if (CollectionUtils.isEmpty(values)) {
			return otherwise;
		}
		int number = Integer.parseInt(values.get(0));
		Assert.isTrue(number > 0, () -> "--" + name + " has to be at least 1, not " + number);
		return number;
	}

}
