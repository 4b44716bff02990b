/**
 * Pools of Redis connections: Lettuce's, on Commons Pool, measured like the JDBC pools.
 */
@NullMarked
package io.github.poolstarter.redis;

import org.jspecify.annotations.NullMarked;
