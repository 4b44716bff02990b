/**
 * A JDBC driver without a database, so that what is measured is the pool.
 */
@NullMarked
package io.github.poolstarter.benchmarks.stub;

import org.jspecify.annotations.NullMarked;
