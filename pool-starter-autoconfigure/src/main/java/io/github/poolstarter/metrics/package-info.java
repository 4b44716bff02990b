/**
 * The Micrometer meters of the pools.
 */
@NullMarked
package io.github.poolstarter.metrics;

import org.jspecify.annotations.NullMarked;
