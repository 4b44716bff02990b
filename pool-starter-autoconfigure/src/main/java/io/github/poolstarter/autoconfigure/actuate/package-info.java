/**
 * Auto-configuration of the endpoint and the health of the pools. Not for applications;
 * may change at any time.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
