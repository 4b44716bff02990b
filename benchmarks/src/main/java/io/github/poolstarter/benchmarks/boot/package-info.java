/**
 * Applications of Spring Boot for the benchmarks, with the starter's pools in its
 * variants.
 */
@NullMarked
package io.github.poolstarter.benchmarks.boot;

import org.jspecify.annotations.NullMarked;
