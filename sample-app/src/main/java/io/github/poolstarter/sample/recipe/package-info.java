/**
 * Recipes and their ingredients, on the default pool.
 */
@NullMarked
package io.github.poolstarter.sample.recipe;

import org.jspecify.annotations.NullMarked;
