package io.github.poolstarter.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a pool, and where it comes from.
 *
 * @param value the value in use; durations as they are written in YAML
 * @param source {@code property}, {@code spring.datasource.hikari} for what is inherited
 * from there, {@code preset}, {@code default}, {@code customizer} for what a
 * {@code PoolCustomizer} has changed, or {@code runtime} for what was changed while the
 * pool ran
 * @param origin where the property was set, or who changed it and when; {@code null}
 * where that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfiguredSetting(Object value, String source, @Nullable String origin) {

}
