/**
 * What becomes of an application when its database server is hurt.
 */
@NullMarked
package io.github.poolstarter.faults;

import org.jspecify.annotations.NullMarked;
