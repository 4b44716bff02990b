/**
 * The page that shows the pools in a browser, and how it is served. What it shows comes
 * from the endpoint {@code pools}, over HTTP like everybody else's. Not for applications;
 * may change at any time.
 */
@NullMarked
package io.github.poolstarter.dashboard;

import org.jspecify.annotations.NullMarked;
