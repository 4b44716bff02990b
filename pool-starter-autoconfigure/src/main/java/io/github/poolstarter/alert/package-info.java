/**
 * What operators should know of at once: alerts, raised and resolved with hysteresis.
 */
@NullMarked
package io.github.poolstarter.alert;

import org.jspecify.annotations.NullMarked;
