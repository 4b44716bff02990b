package io.github.poolstarter.sample.menu;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * What a menu is asked for with.
 *
 * @param days how many days it has to cover; a week if not given
 */
record MenuRequest(@Min(1) @Max(28) @Nullable Integer days) {

}
