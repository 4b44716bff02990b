/**
 * Auto-configuration of the meters of the pools.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
