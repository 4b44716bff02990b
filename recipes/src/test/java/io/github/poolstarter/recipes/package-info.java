/**
 * The recipes of docs/recipes.md: each runs here as it stands there.
 */
@NullMarked
package io.github.poolstarter.recipes;

import org.jspecify.annotations.NullMarked;
