/**
 * Which pool a piece of work uses: the route of the thread, the annotations that set it,
 * the transactions that pin it, and the data source that follows it. Not for
 * applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.routing;

import org.jspecify.annotations.NullMarked;
