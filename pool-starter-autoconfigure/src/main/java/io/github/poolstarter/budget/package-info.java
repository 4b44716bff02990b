/**
 * What a database server allows, and whether the pools fit into it.
 */
@NullMarked
package io.github.poolstarter.budget;

import org.jspecify.annotations.NullMarked;
