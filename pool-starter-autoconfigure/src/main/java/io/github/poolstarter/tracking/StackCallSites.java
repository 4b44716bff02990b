package io.github.poolstarter.tracking;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Wrapper;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the call-site of work that has no name by walking the stack, from the borrow up.
 * That is the first method in the application's own packages, where the proxy of a
 * repository or a mapper counts as its interface; else the work that a framework names;
 * else the nearest framework that does more than access data on behalf of others.
 * Whatever a connection only passes through is passed over: methods that return one, and
 * implementations of JDBC. Costs some microseconds, and is therefore done for a sample
 * only. Safe for use by several threads.
 */
public final class StackCallSites {

	private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	private static final String PROXY = "$Proxy";

	private static final String REPOSITORY = "org.springframework.data.repository.Repository";

	private static final String RETURNS_CONNECTION = ")Ljava/sql/Connection;";

	private static final List<String> OWN = List.of("io.github.poolstarter.tracking.", "io.github.poolstarter.routing.",
			"io.github.poolstarter.jdbc.", "io.github.poolstarter.redis.");

	// What accesses data on behalf of others. A method of these is the last resort.
	private static final List<String> PLUMBING = List.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.",
			"com.zaxxer.hikari.", "org.aopalliance.", "org.aspectj.", "org.springframework.aop.",
			"org.springframework.beans.", "org.springframework.cglib.", "org.springframework.context.",
			"org.springframework.core.", "org.springframework.dao.", "org.springframework.data.",
			"org.springframework.jdbc.", "org.springframework.orm.", "org.springframework.transaction.",
			"org.springframework.util.", "org.hibernate.", "org.eclipse.persistence.", "org.apache.openjpa.",
			"org.jooq.", "org.mybatis.", "org.apache.ibatis.", "com.baomidou.mybatisplus.", "com.querydsl.",
			"io.micrometer.", "net.ttddyy.", "com.p6spy.", "io.lettuce.", "io.netty.", "org.apache.commons.pool2.",
			"org.postgresql.", "org.mariadb.", "com.mysql.", "oracle.", "com.microsoft.sqlserver.", "com.ibm.db2.",
			"org.h2.", "org.hsqldb.", "org.apache.derby.", "org.sqlite.", "kotlin.", "kotlinx.", "scala.", "groovy.",
			"org.codehaus.groovy.", "org.apache.groovy.", "reactor.");

	private final List<String> packages;

	private final @Nullable WorkNames work;

	/**
	 * Create a finder for an application whose packages are not known: what is of no
	 * known framework is the application's.
	 */
	public StackCallSites() {
		this(List.of(), null);
	}

	/**
	 * Create a finder.
	 * @param packages the application's packages, to which those below belong; empty
	 * where they are not known
	 * @param work names work that the application has no method for, {@code null} where
	 * nothing does
	 */
	public StackCallSites(Collection<String> packages, @Nullable WorkNames work) {
		this.packages = packages.stream().map((name) -> (name.isEmpty()) ? name : name + ".").toList();
		this.work = work;
	}

	/**
	 * Find the call-site of the current thread.
	 */
	String find() {
		return WALKER.walk((frames) -> nearest(frames.map(Frame::of), this.work));
	}

	/**
	 * Find the call-site of another thread, from where it is now.
	 */
	public String of(Thread thread) {
		ClassLoader loader = thread.getContextClassLoader();
		return nearest(Arrays.stream(thread.getStackTrace()).map((element) -> Frame.of(element, loader)), null);
	}

	/**
	 * Find the named work that a transaction of the current thread is part of, where the
	 * transaction has no name or is the framework's own.
	 * @param transaction the name of the transaction, empty where it has none
	 * @return the name of the work, {@code null} where there is none
	 */
	@Nullable String workIn(String transaction) {
		WorkNames work = this.work;
		return (work != null && (transaction.isEmpty() || transaction.startsWith(work.packageName()))) ? work.current()
				: null;
	}

	/**
	 * Shorten the name of a transaction.
	 */
	String shorten(String transaction) {
		int end = transaction.lastIndexOf('.');
		if (end < 0) {
			return transaction;
		}
		Frame frame = Frame.of(transaction.substring(0, end), transaction.substring(end + 1),
				Thread.currentThread().getContextClassLoader());
		String application = applicationName(frame);
		return (application != null) ? application : frame.name();
	}

	private String nearest(Stream<Frame> frames, @Nullable WorkNames work) {
		Search search = new Search(work);
		return frames.filter((frame) -> !frame.isGenerated() && !startsWithOne(OWN, frame.className()))
			.takeWhile((frame) -> !isDispatch(frame))
			.map(search::look)
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.findFirst()
			.orElseGet(search::best);
	}

	// Beyond these are a method that has only started the application, and filters
	private boolean isDispatch(Frame frame) {
		return frame.className().equals("org.springframework.boot.SpringApplication")
				|| (frame.methodName().equals("doFilter") && !isApplication(frame.className()));
	}

	private @Nullable String applicationName(Frame frame) {
		Class<?> type = frame.type();
		if (type == null || !Proxy.isProxyClass(type)) {
			return (isApplication(frame.className())) ? frame.name() : null;
		}
		boolean repository = Arrays.stream(type.getInterfaces())
			.anyMatch((candidate) -> candidate.getName().equals(REPOSITORY));
		return Arrays.stream(type.getInterfaces())
			.filter((candidate) -> repository || isApplication(candidate.getName()))
			.filter((candidate) -> hasMethod(candidate, frame.methodName()))
			.findFirst()
			.map((candidate) -> name(candidate.getName(), frame.methodName()))
			.orElse(null);
	}

	private boolean isApplication(String className) {
		if (this.packages.isEmpty()) {
			return !isPlumbing(className);
		}
		for (String name : this.packages) {
			if ((name.isEmpty()) ? className.indexOf('.') < 0 : className.startsWith(name)) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasMethod(Class<?> type, String name) {
		return Arrays.stream(type.getMethods()).map(Method::getName).anyMatch(name::equals);
	}

	private static boolean isPlumbing(String className) {
		return startsWithOne(PLUMBING, className);
	}

	private static boolean startsWithOne(List<String> prefixes, String className) {
		for (String prefix : prefixes) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	private static String name(String className, String methodName) {
		String type = className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
		if (methodName.startsWith("lambda$")) {
			int end = methodName.indexOf('$', "lambda$".length());
			return type + "." + ((end > 0) ? methodName.substring("lambda$".length(), end) : methodName);
		}
		return type + "." + methodName;
	}

	/**
	 * The state of one walk.
	 */
	private final class Search {

		private final @Nullable WorkNames work;

		private @Nullable String passesOn;

		private @Nullable Frame framework;

		private boolean pastFramework;

		private @Nullable Frame plumbing;

		Search(@Nullable WorkNames work) {
			this.work = work;
		}

		@Nullable String look(Frame frame) {
			String application = applicationName(frame);
			if (frame.passesConnectionOn()) {
				// What was seen so far was called by it
				this.framework = null;
				this.pastFramework = false;
				this.plumbing = null;
				this.passesOn = (this.passesOn != null) ? this.passesOn : application;
				return null;
			}
			if (application != null) {
				return application;
			}
			if (this.work != null && frame.className().startsWith(this.work.packageName())) {
				String current = this.work.current();
				if (current != null) {
					return current;
				}
			}
			lookAtLibrary(frame);
			return null;
		}

		// Of a framework, the method by which it was called from outside
		private void lookAtLibrary(Frame frame) {
			if (frame.isProxy()) {
				return;
			}
			if (isPlumbing(frame.className())) {
				this.plumbing = (this.plumbing != null) ? this.plumbing : frame;
			}
			else if (this.framework == null
					|| (!this.pastFramework && this.framework.packageName().equals(frame.packageName()))) {
				this.framework = frame;
			}
			else {
				this.pastFramework = true;
			}
		}

		String best() {
			if (this.passesOn != null) {
				return this.passesOn;
			}
			Frame frame = (this.framework != null) ? this.framework : this.plumbing;
			return (frame != null) ? frame.name() : CallSiteRegistry.UNKNOWN.name();
		}

	}

	/**
	 * A method on the stack. Of another thread's only the names are known; the classes of
	 * proxies are looked up by theirs.
	 */
	private record Frame(String className, String methodName, @Nullable Class<?> type, @Nullable String descriptor) {

		static Frame of(StackWalker.StackFrame frame) {
			return new Frame(frame.getClassName(), frame.getMethodName(), frame.getDeclaringClass(),
					frame.getDescriptor());
		}

		static Frame of(StackTraceElement element, @Nullable ClassLoader loader) {
			return of(element.getClassName(), element.getMethodName(), loader);
		}

		static Frame of(String className, String methodName, @Nullable ClassLoader loader) {
			return new Frame(className, methodName, (className.contains(PROXY)) ? find(className, loader) : null, null);
		}

		private static @Nullable Class<?> find(String className, @Nullable ClassLoader loader) {
			try {
				return Class.forName(className, false, loader);
			}
			catch (ClassNotFoundException | LinkageError ex) {
				return null;
			}
		}

		// The class itself comes next
		boolean isGenerated() {
			return this.className.contains("$$");
		}

		boolean isProxy() {
			return (this.type != null) ? Proxy.isProxyClass(this.type) : this.className.contains(PROXY);
		}

		boolean passesConnectionOn() {
			return (this.type != null && Wrapper.class.isAssignableFrom(this.type))
					|| (this.descriptor != null && this.descriptor.endsWith(RETURNS_CONNECTION));
		}

		String packageName() {
			return this.className.substring(0, Math.max(0, this.className.lastIndexOf('.')));
		}

		String name() {
			return StackCallSites.name(this.className, this.methodName);
		}

	}

}
