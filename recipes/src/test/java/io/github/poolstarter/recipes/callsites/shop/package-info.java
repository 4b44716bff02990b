/**
 * The application.
 */
@NullMarked
package io.github.poolstarter.recipes.callsites.shop;

import org.jspecify.annotations.NullMarked;
