/**
 * A meal planner that keeps its slow and its quick work on pools of their own.
 */
@NullMarked
package io.github.poolstarter.sample;

import org.jspecify.annotations.NullMarked;
