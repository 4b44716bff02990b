/**
 * How large a pool should be, from what it really saw.
 */
@NullMarked
package io.github.poolstarter.tuning;

import org.jspecify.annotations.NullMarked;
