/**
 * What an application's code imports: the annotations that route work to a pool, the
 * template for code without annotations, the pools themselves, and the exceptions. This
 * package is the API; a test lists its signatures.
 */
@NullMarked
package io.github.poolstarter;

import org.jspecify.annotations.NullMarked;
