/**
 * Remote calls that are made while a connection is held: reported or refused, counted and
 * timed. Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.remotecall;

import org.jspecify.annotations.NullMarked;
