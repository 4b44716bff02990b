/**
 * What it is worth to keep connections rather than to open one for each operation.
 */
@NullMarked
package io.github.poolstarter.benchmarks.pooling;

import org.jspecify.annotations.NullMarked;
