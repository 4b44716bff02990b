/**
 * Auto-configuration of the dashboard.
 */
@NullMarked
package io.github.poolstarter.autoconfigure.dashboard;

import org.jspecify.annotations.NullMarked;
