package io.github.poolstarter.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a pool, and where it comes from.
 *
 * @param value the value in use; durations as they are written in YAML
 * @param source {@code property}, {@code preset}, {@code default}, or {@code customizer}
 * for what a {@code PoolCustomizer} has changed
 * @param origin where the property was set, {@code null} where that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfiguredSetting(Object value, String source, @Nullable String origin) {

}
