/**
 * What quick work feels of slow work that has taken every connection it can get.
 */
@NullMarked
package io.github.poolstarter.benchmarks.isolation;

import org.jspecify.annotations.NullMarked;
