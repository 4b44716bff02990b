/**
 * The database that the sample brings with it.
 */
@NullMarked
package io.github.poolstarter.sample.database;

import org.jspecify.annotations.NullMarked;
