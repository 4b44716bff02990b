/**
 * What every pool is to those who look at it, whatever its connections are of: its state,
 * what its borrows add up to, its history, and who has its connections.
 */
@NullMarked
package io.github.poolstarter.pool;

import org.jspecify.annotations.NullMarked;
