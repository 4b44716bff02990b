/**
 * Auto-configuration: properties, wiring, and what to say when a configuration can't
 * work.
 */
@NullMarked
package io.github.poolstarter.autoconfigure;

import org.jspecify.annotations.NullMarked;
