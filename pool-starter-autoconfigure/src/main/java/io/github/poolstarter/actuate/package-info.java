/**
 * What operators see: the endpoint {@code pools} and the health of each pool.
 */
@NullMarked
package io.github.poolstarter.actuate;

import org.jspecify.annotations.NullMarked;
