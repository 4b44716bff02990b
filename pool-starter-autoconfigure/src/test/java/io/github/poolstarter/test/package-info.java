/**
 * The database servers of the tests.
 */
@NullMarked
package io.github.poolstarter.test;

import org.jspecify.annotations.NullMarked;
