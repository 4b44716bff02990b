/**
 * What an application's code imports: the annotations that route work to a pool, the
 * template for code without annotations, and the pools themselves.
 */
@NullMarked
package io.github.poolstarter;

import org.jspecify.annotations.NullMarked;
