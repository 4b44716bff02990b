/**
 * What it costs to take a connection and give it back.
 */
@NullMarked
package io.github.poolstarter.benchmarks.borrow;

import org.jspecify.annotations.NullMarked;
