/**
 * What every pool is to those who look at it, whatever its connections are of: its state,
 * what its borrows add up to, its history, and who has its connections. Not for
 * applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.pool;

import org.jspecify.annotations.NullMarked;
