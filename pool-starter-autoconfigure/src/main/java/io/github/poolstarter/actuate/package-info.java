/**
 * What operators see: the endpoint {@code pools} and the health of each pool. Its JSON is
 * for applications; the classes may change at any time.
 */
@NullMarked
package io.github.poolstarter.actuate;

import org.jspecify.annotations.NullMarked;
