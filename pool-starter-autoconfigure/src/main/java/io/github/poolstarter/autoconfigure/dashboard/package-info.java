/**
 * Auto-configuration of the dashboard. Not for applications; may change at any time.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.dashboard;

import org.jspecify.annotations.NullMarked;
