package io.github.poolstarter.database;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a database server said of itself. Immutable.
 *
 * @param time when that was
 * @param product the name of the product
 * @param limits what it allows the account that asked
 * @param others the connections that it had beside those of this instance, {@code null}
 * where that can't be known
 */
public record ServerAnswer(Instant time, String product, List<ServerLimit> limits, @Nullable Integer others) {

	/**
	 * Create an answer; the list is copied.
	 */
	public ServerAnswer {
		limits = List.copyOf(limits);
	}

}
