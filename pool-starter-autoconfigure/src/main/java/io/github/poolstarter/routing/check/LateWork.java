package io.github.poolstarter.routing.check;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * Tells by a method's signature that its work goes on when it has returned and its route
 * has ended.
 */
final class LateWork {

	/**
	 * Types whose work is done by whoever uses them. By name, for most are of libraries
	 * that need not be there.
	 */
	private static final Set<String> LATE = Set.of(BaseStream.class.getName(), Iterator.class.getName(),
			Callable.class.getName(), Supplier.class.getName(), Runnable.class.getName(),
			Flow.Publisher.class.getName(), "org.reactivestreams.Publisher",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody", "kotlin.Lazy",
			"kotlin.jvm.functions.Function0", "kotlin.sequences.Sequence", "kotlinx.coroutines.flow.Flow");

	/**
	 * Types of results that another thread works out.
	 */
	private static final Set<String> ON_ANOTHER_THREAD = Set.of(Future.class.getName(), CompletionStage.class.getName(),
			"org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter", "kotlinx.coroutines.Job");

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	/** How deep types are looked into: some are made of themselves. */
	private static final int MAX_DEPTH = 5;

	private static final Pattern PACKAGES = Pattern.compile("[\\w$]+[.$](?=\\w)");

	private static final String REMEDY = "use PoolTemplate.call where the work is done";

	private LateWork() {
	}

	/**
	 * Look at a method's signature.
	 * @return what is wrong, or {@code null} where the work is done on return
	 */
	static @Nullable String find(Method method, Class<?> type, boolean async) {
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0 && parameters[parameters.length - 1].getName().equals(CONTINUATION)) {
			return "it is a suspending function, which continues without the route after it was suspended. Instead, "
					+ REMEDY;
		}
		ResolvableType result = ResolvableType.forMethodReturnType(method, type);
		if (holds(result, LATE, MAX_DEPTH)) {
			return "its result, %s, does its work after the method has returned and the route has ended. Instead, "
				.formatted(describe(result)) + REMEDY;
		}
		if (!async && holds(result, ON_ANOTHER_THREAD, MAX_DEPTH)) {
			return "its result, %s, may be computed on another thread, which has the route only if the executor passes it on. "
				.formatted(describe(result))
					+ "Do the work in the method itself and mark it @Async, or call PoolTemplate.call inside the asynchronous task";
		}
		return null;
	}

	private static boolean holds(ResolvableType type, Set<String> names, int depth) {
		Class<?> raw = type.toClass();
		if (depth == 0 || raw == Class.class) {
			return false;
		}
		return is(raw, names) || (type.isArray() && holds(type.getComponentType(), names, depth - 1))
				|| Arrays.stream(type.getGenerics()).anyMatch((generic) -> holds(generic, names, depth - 1));
	}

	private static boolean is(Class<?> type, Set<String> names) {
		if (Iterable.class.isAssignableFrom(type)) {
			// Spring Data's Page is also a Supplier. What has to be closed is read from
			// the database while it is open, as MyBatis' and jOOQ's Cursor
			return names == LATE && AutoCloseable.class.isAssignableFrom(type);
		}
		if (isNamed(type, names)) {
			return true;
		}
		return names == LATE && !isNamed(type, ON_ANOTHER_THREAD)
				&& ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	private static boolean isNamed(@Nullable Class<?> type, Set<String> names) {
		return type != null && (names.contains(type.getName()) || isNamed(type.getSuperclass(), names)
				|| Arrays.stream(type.getInterfaces()).anyMatch((implemented) -> isNamed(implemented, names)));
	}

	private static String describe(ResolvableType type) {
		return PACKAGES.matcher(type.toString()).replaceAll("");
	}

}
