/**
 * Load that comes when it was drawn to come, whatever the answers take.
 */
@NullMarked
package io.github.poolstarter.benchmarks.load;

import org.jspecify.annotations.NullMarked;
