/**
 * Auto-configuration: properties, wiring, and what to say when a configuration can't
 * work. The properties are for applications, by their names in the configuration; the
 * classes may change at any time.
 */
@NullMarked
package io.github.poolstarter.autoconfigure;

import org.jspecify.annotations.NullMarked;
