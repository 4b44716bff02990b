/**
 * Tests of applications that test with a part of their context, or with another database.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.slices;

import org.jspecify.annotations.NullMarked;
