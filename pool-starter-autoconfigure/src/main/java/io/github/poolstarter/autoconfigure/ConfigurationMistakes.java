package io.github.poolstarter.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.poolstarter.PoolConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong about a configuration, so that all of it is said in one start.
 */
public final class ConfigurationMistakes {

	private static final String SEPARATOR = System.lineSeparator() + System.lineSeparator();

	private final List<PoolConfigurationException> found = new ArrayList<>();

	/**
	 * Do a part of the work, and remember it when that fails.
	 */
	public <T extends @Nullable Object> T attempt(Supplier<T> part, T otherwise) {
		try {
			return part.get();
		}
		catch (PoolConfigurationException ex) {
			this.found.add(ex);
			return otherwise;
		}
	}

	void attempt(Runnable part) {
		attempt(() -> {
			part.run();
			return true;
		}, false);
	}

	/**
	 * Throw what has failed, as one exception.
	 * @throws PoolConfigurationException if anything has
	 */
	public void throwIfAny() {
		if (this.found.size() == 1) {
			throw this.found.get(0);
		}
		if (!this.found.isEmpty()) {
			throw new PoolConfigurationException(joined(PoolConfigurationException::getDescription),
					joined(PoolConfigurationException::getAction));
		}
	}

	private String joined(Function<PoolConfigurationException, String> text) {
		// What is found may itself be joined
		return this.found.stream()
			.map(text)
			.flatMap((joined) -> Arrays.stream(joined.split(SEPARATOR)))
			.distinct()
			.collect(Collectors.joining(SEPARATOR));
	}

}
