/**
 * The replicas of a pool: how far each is behind, and which of them reads go to. Not for
 * applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.jdbc.replica;

import org.jspecify.annotations.NullMarked;
