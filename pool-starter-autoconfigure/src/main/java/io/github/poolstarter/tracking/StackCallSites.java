package io.github.poolstarter.tracking;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the call-site of work that has no name by walking the stack, from the borrow up
 * to the first method that belongs to the application. Costs a microsecond or so, and is
 * therefore done for a sample only. Safe for use by several threads.
 */
final class StackCallSites {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final List<String> LIBRARIES = List.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.",
			"io.github.poolstarter.tracking.", "io.github.poolstarter.routing.", "io.github.poolstarter.resilience.",
			"io.github.poolstarter.replica.", "io.github.poolstarter.ManagedPool", "com.zaxxer.hikari.",
			"org.springframework.", "org.aopalliance.", "org.hibernate.", "org.jooq.", "org.apache.", "org.mybatis.",
			"org.flywaydb.", "liquibase.", "io.micrometer.", "com.querydsl.", "org.eclipse.", "org.postgresql.",
			"org.mariadb.", "io.lettuce.", "io.github.poolstarter.redis.", "kotlin.", "kotlinx.", "scala.", "groovy.",
			"reactor.");

	// The applications that show Spring off
	private static final String SPRING_SAMPLES = "org.springframework.samples.";

	private StackCallSites() {
	}

	/**
	 * Find the call-site of the current thread.
	 * @return the simple names of class and method, or {@code unknown} where no method on
	 * the stack belongs to the application
	 */
	static String find() {
		return WALKER.walk(StackCallSites::first);
	}

	/**
	 * Find the call-site of another thread, from where it is now.
	 * @param thread the thread
	 * @return the simple names of class and method, or {@code unknown} where no method on
	 * its stack belongs to the application
	 */
	static String of(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.filter((frame) -> isApplication(frame.getClassName()))
			.findFirst()
			.map((frame) -> name(frame.getClassName(), frame.getMethodName()))
			.orElse(CallSiteRegistry.UNKNOWN.name());
	}

	private static String first(Stream<StackWalker.StackFrame> frames) {
		return frames.filter((frame) -> isApplication(frame.getClassName()))
			.findFirst()
			.map((frame) -> name(frame.getClassName(), frame.getMethodName()))
			.orElse(CallSiteRegistry.UNKNOWN.name());
	}

	private static boolean isApplication(String className) {
		if (className.contains("$$")) {
			// A generated proxy: the class itself comes next
			return false;
		}
		return className.startsWith(SPRING_SAMPLES) || LIBRARIES.stream().noneMatch(className::startsWith);
	}

	private static String name(String className, String methodName) {
		String type = className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
		if (methodName.startsWith("lambda$")) {
			int end = methodName.indexOf('$', "lambda$".length());
			return type + "." + ((end > 0) ? methodName.substring("lambda$".length(), end) : methodName);
		}
		return type + "." + methodName;
	}

}
