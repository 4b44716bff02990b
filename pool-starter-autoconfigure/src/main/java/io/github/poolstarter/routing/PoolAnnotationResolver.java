package io.github.poolstarter.routing;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.UsePool;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Finds the annotation that routes a method: the nearest of those on the method (or one
 * that it overrides), on its class (or a superclass), on the method of an interface, and
 * on an interface. Stateless.
 */
public final class PoolAnnotationResolver {

	/**
	 * Whether a class can have such an annotation at all; cheaper than looking for it.
	 */
	public boolean isCandidate(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, UsePool.class) && (isMarked(type)
				|| Arrays.stream(type.getDeclaredMethods()).anyMatch(PoolAnnotationResolver::isMarked)
				|| (type.getSuperclass() != null && isCandidate(type.getSuperclass()))
				|| Arrays.stream(type.getInterfaces()).anyMatch(this::isCandidate));
	}

	private static boolean isMarked(AnnotatedElement element) {
		return element.getDeclaredAnnotations().length > 0 && MergedAnnotations.from(element).isPresent(UsePool.class);
	}

	/**
	 * Find the annotation for a call.
	 * @return what the annotation asks for, or {@code null} where there is none
	 */
	public @Nullable PoolAnnotation resolve(Method method, Class<?> targetClass) {
		if (method.getDeclaringClass() == Object.class) {
			return null;
		}
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		Method specific = AopUtils.getMostSpecificMethod(method, userClass);
		PoolAnnotation found = find(specific, SearchStrategy.SUPERCLASS, true);
		if (found == null) {
			found = find(userClass, SearchStrategy.SUPERCLASS, false);
		}
		if (found == null) {
			found = find(specific, SearchStrategy.TYPE_HIERARCHY, true);
		}
		if (found == null && specific != method) {
			found = find(method, SearchStrategy.TYPE_HIERARCHY, true);
		}
		if (found == null) {
			found = find(userClass, SearchStrategy.TYPE_HIERARCHY, false);
		}
		return found;
	}

	private @Nullable PoolAnnotation find(AnnotatedElement element, SearchStrategy strategy, boolean onMethod) {
		List<MergedAnnotation<UsePool>> found = MergedAnnotations.from(element, strategy)
			.stream(UsePool.class)
			.toList();
		if (found.isEmpty()) {
			return null;
		}
		MergedAnnotation<UsePool> nearest = found.get(0);
		for (MergedAnnotation<UsePool> other : found) {
			if (other.getAggregateIndex() == nearest.getAggregateIndex()
					&& !other.getString(MergedAnnotation.VALUE).equals(nearest.getString(MergedAnnotation.VALUE))) {
				throw new PoolConfigurationException("%s has two annotations that name a pool: %s and %s."
					.formatted(nearest.getSource(), display(nearest), display(other)), "Keep one of them.");
			}
		}
		return new PoolAnnotation(nearest.getString(MergedAnnotation.VALUE), nearest.getBoolean("readOnly"),
				display(nearest), onMethod);
	}

	private static String display(MergedAnnotation<UsePool> annotation) {
		Class<? extends Annotation> root = annotation.getRoot().getType();
		String name = "@" + ClassUtils.getShortName(root);
		return (root == UsePool.class) ? name + "(\"" + annotation.getString(MergedAnnotation.VALUE) + "\")" : name;
	}

}
