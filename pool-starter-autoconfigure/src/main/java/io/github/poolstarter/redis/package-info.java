/**
 * Pools of Redis connections: Lettuce's, on Commons Pool, measured like the JDBC pools.
 * Of it, the exceptions are for applications; all else may change at any time.
 */
@NullMarked
package io.github.poolstarter.redis;

import org.jspecify.annotations.NullMarked;
