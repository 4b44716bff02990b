/**
 * Auto-configuration of the endpoint and the health of the pools.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
