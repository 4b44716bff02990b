/**
 * The size of a pool, and what else can be changed while it runs. Not for applications;
 * may change at any time.
 */
@NullMarked
package io.github.poolstarter.sizing;

import org.jspecify.annotations.NullMarked;
