/**
 * What differs from one database to another, and what is asked of a server: session
 * settings, time limits, limits of connections, poolers, and what must not be told of how
 * a pool connects. Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.database;

import org.jspecify.annotations.NullMarked;
