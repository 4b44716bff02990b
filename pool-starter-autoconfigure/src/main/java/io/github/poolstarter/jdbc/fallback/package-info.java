/**
 * What keeps work going when a pool is full or its server away. Not for applications; may
 * change at any time.
 */
@NullMarked
package io.github.poolstarter.jdbc.fallback;

import org.jspecify.annotations.NullMarked;
