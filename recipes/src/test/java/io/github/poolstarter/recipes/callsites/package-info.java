/**
 * What the work of frameworks is called where no method of the application is on the
 * stack.
 */
@NullMarked
package io.github.poolstarter.recipes.callsites;

import org.jspecify.annotations.NullMarked;
