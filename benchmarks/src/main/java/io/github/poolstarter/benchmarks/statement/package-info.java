/**
 * What it costs to run a statement on a real database.
 */
@NullMarked
package io.github.poolstarter.benchmarks.statement;

import org.jspecify.annotations.NullMarked;
