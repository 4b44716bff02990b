/**
 * A little load, for those who want to see something at the endpoints.
 */
@NullMarked
package io.github.poolstarter.sample.load;

import org.jspecify.annotations.NullMarked;
