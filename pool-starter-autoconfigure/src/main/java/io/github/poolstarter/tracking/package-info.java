/**
 * What is known of each connection that is taken, and of each pool at a moment. Not for
 * applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.tracking;

import org.jspecify.annotations.NullMarked;
