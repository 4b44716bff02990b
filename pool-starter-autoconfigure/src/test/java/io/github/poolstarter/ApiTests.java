package io.github.poolstarter;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.AlertSeverity;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.alert.PoolAlertEvent;
import io.github.poolstarter.redis.RedisPoolExhaustedException;
import io.github.poolstarter.redis.RedisPoolRejectedException;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what applications may use, so that a change of it is seen in a review: the public
 * types of the root package, the event of an alert, and the exceptions of a Redis pool.
 */
class ApiTests {

	private static final String ROOT = ApiTests.class.getPackageName();

	private static final Set<Class<?>> ELSEWHERE = Set.of(PoolAlertEvent.class, PoolAlert.class, AlertKind.class,
			AlertSeverity.class, RedisPoolExhaustedException.class, RedisPoolRejectedException.class);

	private static final Set<String> OF_OBJECT = Set.of("equals", "hashCode", "toString");

	@Test
	void apiIsAsListed() throws IOException {
		String listed = new ClassPathResource("api.txt", ApiTests.class).getContentAsString(StandardCharsets.UTF_8);
		assertThat(String.join("\n", api())).isEqualToIgnoringWhitespace(listed);
	}

	private static List<String> api() throws IOException {
		List<String> api = new ArrayList<>();
		for (Class<?> type : ClassFiles.in("classes")) {
			if ((type.getPackageName().equals(ROOT) && isPublic(type)) || ELSEWHERE.contains(type)) {
				api.addAll(signatures(type));
			}
		}
		return api;
	}

	private static boolean isPublic(Class<?> type) {
		return Modifier.isPublic(type.getModifiers())
				&& (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
	}

	private static List<String> signatures(Class<?> type) {
		List<String> signatures = new ArrayList<>();
		signatures.add(shortened(type.toGenericString()));
		Stream.of(type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
			.<Member>flatMap(Arrays::stream)
			.filter(ApiTests::isForOthers)
			.map(ApiTests::signature)
			.sorted()
			.forEach((signature) -> signatures.add("\t" + shortened(signature)));
		return signatures;
	}

	private static boolean isForOthers(Member member) {
		return !member.isSynthetic() && !OF_OBJECT.contains(member.getName())
				&& (Modifier.isPublic(member.getModifiers())
						|| (Modifier.isProtected(member.getModifiers()) && !isFinal(member.getDeclaringClass())));
	}

	private static boolean isFinal(Class<?> type) {
		return Modifier.isFinal(type.getModifiers());
	}

	private static String signature(Member member) {
		if (member instanceof Method method) {
			return method.toGenericString();
		}
		return (member instanceof Constructor<?> constructor) ? constructor.toGenericString()
				: ((Field) member).toGenericString();
	}

	private static String shortened(String signature) {
		return signature.replace(ROOT + ".", "").replace("java.lang.", "");
	}

}
