/**
 * The Micrometer meters of the pools. Their names are for applications; the classes may
 * change at any time.
 */
@NullMarked
package io.github.poolstarter.metrics;

import org.jspecify.annotations.NullMarked;
