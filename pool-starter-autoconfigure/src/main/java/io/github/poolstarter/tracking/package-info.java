/**
 * What is known of each connection that is taken, and of each pool at a moment.
 */
@NullMarked
package io.github.poolstarter.tracking;

import org.jspecify.annotations.NullMarked;
