package io.github.poolstarter.tracking;

import org.jspecify.annotations.Nullable;

/**
 * Names the work of a framework that the application configures rather than codes, as the
 * steps of a batch job. Implementations are safe for use by several threads.
 */
public interface WorkNames {

	/**
	 * The package of the framework's classes that do the work.
	 */
	String packageName();

	/**
	 * The work that the current thread is doing.
	 * @return its name, as in {@code importJob.load}, {@code null} where the framework is
	 * doing none on this thread
	 */
	@Nullable String current();

}
