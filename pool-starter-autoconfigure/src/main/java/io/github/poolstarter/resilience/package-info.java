/**
 * What keeps work going when a pool is full or its server away.
 */
@NullMarked
package io.github.poolstarter.resilience;

import org.jspecify.annotations.NullMarked;
