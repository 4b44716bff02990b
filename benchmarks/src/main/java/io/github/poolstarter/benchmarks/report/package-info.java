/**
 * Tables, statistics and the description of the machine.
 */
@NullMarked
package io.github.poolstarter.benchmarks.report;

import org.jspecify.annotations.NullMarked;
