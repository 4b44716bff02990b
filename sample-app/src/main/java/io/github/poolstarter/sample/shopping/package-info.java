/**
 * Shopping lists, on the pool {@code read}.
 */
@NullMarked
package io.github.poolstarter.sample.shopping;

import org.jspecify.annotations.NullMarked;
