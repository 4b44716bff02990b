/**
 * The nightly computation of what each recipe contains, in short transactions.
 */
@NullMarked
package io.github.poolstarter.sample.nutrition;

import org.jspecify.annotations.NullMarked;
