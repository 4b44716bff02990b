package io.github.poolstarter.actuate;

import io.github.poolstarter.pool.OneLine;
import io.github.poolstarter.sizing.PoolChange;
import org.jspecify.annotations.Nullable;

/**
 * What comes with the call of a {@link NamedAction}. Immutable.
 *
 * @param change the settings in its body
 * @param user who calls, {@code null} where that is not known
 */
public record ActionRequest(PoolChange change, @Nullable String user) {

	public ActionRequest {
		user = (user != null) ? OneLine.of(user) : null;
	}

}
