/**
 * What a database server allows, and whether the pools fit into it. Not for applications;
 * may change at any time.
 */
@NullMarked
package io.github.poolstarter.budget;

import org.jspecify.annotations.NullMarked;
