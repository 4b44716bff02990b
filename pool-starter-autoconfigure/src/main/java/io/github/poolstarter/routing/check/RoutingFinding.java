package io.github.poolstarter.routing.check;

import org.jspecify.annotations.Nullable;

/**
 * A method that an annotation routes, as found at start.
 *
 * @param type the name of the bean's class
 * @param method the name of the method
 * @param pool the name of the pool that the annotation names
 * @param finding why the annotation has no effect, or not always; {@code null} where it
 * has
 */
public record RoutingFinding(String type, String method, String pool, @Nullable String finding) {

}
