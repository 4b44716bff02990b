package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;

/**
 * Where the work of a thread goes, and why. Immutable.
 *
 * @param pool the pool
 * @param source what decided on it
 * @param callSite the place in the code, as in {@code MenuService.generate}
 */
public record Route(ManagedPool pool, RouteSource source, String callSite) {

}
