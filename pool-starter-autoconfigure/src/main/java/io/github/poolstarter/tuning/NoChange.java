package io.github.poolstarter.tuning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * That a pool is as it should be. Immutable.
 *
 * @param because why nothing should be changed
 * @param evidence the figures that this rests on, by name
 */
public record NoChange(String because, Map<String, Object> evidence) {

	/**
	 * Create it; the evidence is copied.
	 */
	public NoChange {
		evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
	}

}
