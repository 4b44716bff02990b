/**
 * The time in which a connection works, measured at the socket of its driver or around
 * its statements. Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.tracking.busy;

import org.jspecify.annotations.NullMarked;
