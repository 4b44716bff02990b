package io.github.poolstarter.routing.check;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jooq.Cursor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Slice;
import org.springframework.data.util.Streamable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which methods do their work when their route has ended, by what they return.
 */
class LateWorkTests {

	@ParameterizedTest
	@ValueSource(strings = { "stream", "intStream", "mono", "flux", "publisher", "flowPublisher", "callable",
			"supplier", "runnable", "futureTask", "body", "webAsyncTask", "iterator", "cursor" })
	void workIsDoneByWhoUsesTheResult(String method) {
		assertThat(find(Late.class, method)).contains("does its work after the method has returned");
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "completionStage", "completableFuture", "deferredResult", "emitter" })
	void workIsDoneOnAnotherThread(String method) {
		assertThat(find(OnAnotherThread.class, method)).contains("may be computed on another thread");
	}

	@ParameterizedTest
	@ValueSource(strings = { "optionalStream", "responseEntity", "list", "array", "wildcard", "deep" })
	void workIsDoneByWhatTheResultHolds(String method) {
		assertThat(find(Nested.class, method)).contains("does its work after the method has returned");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "number", "collection", "iterable", "page", "slice", "streamable", "types",
			"inputStream", "itself", "raw" })
	void whatIsThereWhenTheMethodReturnsIsFine(String method) {
		assertThat(find(Done.class, method)).isNull();
	}

	@Test
	void theResultIsShownAsItIsDeclared() {
		assertThat(find(Nested.class, "responseEntity"))
			.startsWith("its result, ResponseEntity<StreamingResponseBody>, does");
		assertThat(find(OnAnotherThread.class, "future")).startsWith("its result, Future<Long>, may");
	}

	@Test
	void aTypeVariableIsWhatTheClassMakesOfIt() {
		Method method = ReflectionUtils.findMethod(All.class, "all");
		assertThat(LateWork.find(method, Streaming.class, false)).startsWith("its result, Stream<String>, does");
		assertThat(LateWork.find(method, Listing.class, false)).isNull();
	}

	@Test
	void anAsyncMethodHasItsRouteOnTheThreadThatDoesTheWork() {
		assertThat(LateWork.find(ReflectionUtils.findMethod(OnAnotherThread.class, "completableFuture"),
				OnAnotherThread.class, true))
			.isNull();
		assertThat(LateWork.find(ReflectionUtils.findMethod(OnAnotherThread.class, "futureStream"),
				OnAnotherThread.class, true))
			.contains("does its work after");
	}

	@Test
	void aSuspendingFunctionGoesOnElsewhere() throws Exception {
		Class<?> service = kotlin("kotlin/coroutines/Continuation",
				"(Ljava/lang/String;Lkotlin/coroutines/Continuation;)Ljava/lang/Object;");
		assertThat(find(service, "plan")).startsWith("it is a suspending function");
	}

	@Test
	void aFlowOfKotlinIsCollectedLater() throws Exception {
		Class<?> service = kotlin("kotlinx/coroutines/flow/Flow", "()Lkotlinx/coroutines/flow/Flow;");
		assertThat(find(service, "plan")).startsWith("its result, Flow, does its work");
	}

	// Kotlin is not on the class path, and nothing else here needs it
	private static Class<?> kotlin(String type, String descriptor) throws ClassNotFoundException {
		Map<String, byte[]> classes = Map.of(type.replace('/', '.'), type(type).toByteArray(), "menu.MenuService",
				service(descriptor).toByteArray());
		return new ClassLoader(LateWorkTests.class.getClassLoader()) {

			@Override
			protected Class<?> findClass(String name) throws ClassNotFoundException {
				byte[] code = classes.get(name);
				if (code == null) {
					throw new ClassNotFoundException(name);
				}
				return defineClass(name, code, 0, code.length);
			}

		}.loadClass("menu.MenuService");
	}

	private static ClassWriter service(String descriptor) {
		ClassWriter service = type("menu/MenuService");
		service.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "plan", descriptor, null, null).visitEnd();
		return service;
	}

	private static ClassWriter type(String name) {
		ClassWriter type = new ClassWriter(0);
		type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE, name, null,
				"java/lang/Object", null);
		return type;
	}

	private static String find(Class<?> type, String name) {
		for (Method method : type.getDeclaredMethods()) {
			if (method.getName().equals(name)) {
				return LateWork.find(method, type, false);
			}
		}
		throw new IllegalArgumentException(name);
	}

	interface Late {

		Stream<String> stream();

		IntStream intStream();

		Mono<String> mono();

		Flux<String> flux();

		Publisher<String> publisher();

		Flow.Publisher<String> flowPublisher();

		Callable<String> callable();

		Supplier<String> supplier();

		Runnable runnable();

		FutureTask<String> futureTask();

		StreamingResponseBody body();

		WebAsyncTask<String> webAsyncTask();

		Iterator<String> iterator();

		Cursor<?> cursor();

	}

	interface OnAnotherThread {

		Future<Long> future();

		CompletionStage<String> completionStage();

		CompletableFuture<String> completableFuture();

		DeferredResult<String> deferredResult();

		SseEmitter emitter();

		CompletableFuture<Stream<String>> futureStream();

	}

	interface Nested {

		Optional<Stream<String>> optionalStream();

		ResponseEntity<StreamingResponseBody> responseEntity();

		List<Supplier<String>> list();

		Callable<String>[] array();

		Optional<? extends Runnable> wildcard();

		Map<String, List<Optional<Stream<String>>>> deep();

	}

	interface Done {

		void nothing();

		int number();

		Collection<Optional<String>> collection();

		Iterable<String> iterable();

		Page<String> page();

		Slice<String> slice();

		Streamable<String> streamable();

		List<Class<? extends Runnable>> types();

		InputStream inputStream();

		<E extends Enum<E>> E itself();

		@SuppressWarnings("rawtypes")
		List raw();

	}

	interface All<T> {

		T all();

	}

	abstract static class Streaming implements All<Stream<String>> {

	}

	abstract static class Listing implements All<List<String>> {

	}

}
