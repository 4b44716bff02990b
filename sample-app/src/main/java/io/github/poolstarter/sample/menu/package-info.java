/**
 * Menus that a model puts together, on the pool {@code ai}.
 */
@NullMarked
package io.github.poolstarter.sample.menu;

import org.jspecify.annotations.NullMarked;
