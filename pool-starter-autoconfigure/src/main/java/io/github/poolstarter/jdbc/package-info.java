/**
 * A JDBC pool: how it is defined, started, admitted to, and drained. Not for
 * applications, which see it as a {@link io.github.poolstarter.ManagedPool}; may change
 * at any time.
 */
@NullMarked
package io.github.poolstarter.jdbc;

import org.jspecify.annotations.NullMarked;
