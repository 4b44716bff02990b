/**
 * What is found at the start of markings and transaction managers that can't have the
 * effect that is expected of them. Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.routing.check;

import org.jspecify.annotations.NullMarked;
