/**
 * Auto-configuration of the meters of the pools. Not for applications; may change at any
 * time.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
