/**
 * What operators should know of at once: alerts, raised and resolved with hysteresis. Of
 * it, the event and what it holds are for applications; all else may change at any time.
 */
@NullMarked
package io.github.poolstarter.alert;

import org.jspecify.annotations.NullMarked;
