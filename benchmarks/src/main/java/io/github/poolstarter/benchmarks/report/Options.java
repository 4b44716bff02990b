package io.github.poolstarter.benchmarks.report;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.Assert;
import org.springframework.util.CollectionUtils;

/**
 * The command line of an experiment: the file for the table, and options such as
 * {@code --rounds=3} or {@code --turn=15s}. Immutable.
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
		String value = value(name);
		int number = (value != null) ? Integer.parseInt(value) : otherwise;
		Assert.isTrue(number > 0, () -> "--" + name + " has to be at least 1, not " + value);
		return number;
	}

	/**
	 * Some numbers, with commas between them.
	 * @param name the name of their option
	 * @param otherwise the numbers when the option is not given
	 * @return the numbers, each at least 1
	 */
	public int[] numbers(String name, int... otherwise) {
		String value = value(name);
		int[] numbers = (value != null) ? Arrays.stream(value.split(",")).mapToInt(Integer::parseInt).toArray()
				: otherwise;
		Assert.isTrue(Arrays.stream(numbers).allMatch((number) -> number > 0),
				() -> "--" + name + " have to be at least 1 each, not " + value);
		return numbers;
	}

	/**
	 * A time.
	 * @param name the name of its option
	 * @param otherwise the time when the option is not given
	 * @return the time, longer than none
	 */
	public Duration time(String name, Duration otherwise) {
		String value = value(name);
		Duration time = (value != null) ? DurationStyle.detectAndParse(value) : otherwise;
		Assert.isTrue(time.toMillis() > 0, () -> "--" + name + " has to be longer than " + value);
		return time;
	}

	private @Nullable String value(String name) {
		return CollectionUtils.firstElement(this.arguments.getOptionValues(name));
	}

}
