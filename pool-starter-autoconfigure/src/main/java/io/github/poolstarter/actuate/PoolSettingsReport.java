package io.github.poolstarter.actuate;

import java.util.Map;

import io.github.poolstarter.pool.ObservedPool;
import org.jspecify.annotations.Nullable;

/**
 * Tells the settings of the pools of one kind.
 */
@FunctionalInterface
public interface PoolSettingsReport {

	/**
	 * The settings of a pool.
	 * @return the settings by name, {@code null} for a pool of another kind
	 */
	@Nullable Map<String, ConfiguredSetting> of(ObservedPool pool);

}
