/**
 * What the tuning engine predicts, beside what formulas say and what was measured.
 */
@NullMarked
package io.github.poolstarter.benchmarks.tuning;

import org.jspecify.annotations.NullMarked;
