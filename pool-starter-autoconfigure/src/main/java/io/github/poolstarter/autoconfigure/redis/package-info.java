/**
 * Auto-configuration of the Redis pools, and of what shows them beside the JDBC pools.
 * Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.redis;

import org.jspecify.annotations.NullMarked;
