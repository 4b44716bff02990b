/**
 * Auto-configuration of the Redis pools, and of what shows them beside the JDBC pools.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.redis;

import org.jspecify.annotations.NullMarked;
