package io.github.poolstarter.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Puts records on top of one another, component by component: what is {@code null} in one
 * comes from the one below it.
 */
final class Layers {

	private Layers() {
	}

	/**
	 * The components of a record that are set.
	 */
	static Map<String, Object> values(Record record) {
		Map<String, Object> values = new LinkedHashMap<>();
		for (RecordComponent component : record.getClass().getRecordComponents()) {
			Object value = ReflectionUtils.invokeMethod(component.getAccessor(), record);
			if (value != null) {
				values.put(component.getName(), value);
			}
		}
		return values;
	}

	/**
	 * Put one record on top of another.
	 */
	static <R extends Record> R merge(R below, R top) {
		return with(below, values(top));
	}

	/**
	 * Put values on top of a record.
	 */
	@SuppressWarnings("unchecked")
	static <R extends Record> R with(R below, Map<String, ?> top) {
		Map<String, Object> values = values(below);
		top.forEach((name, value) -> values.merge(name, value, Layers::merge));
		Constructor<R> constructor = (Constructor<R>) BeanUtils.getResolvableConstructor(below.getClass());
		return BeanUtils.instantiateClass(constructor,
				Arrays.stream(below.getClass().getRecordComponents())
					.map((component) -> values.get(component.getName()))
					.toArray());
	}

	private static @Nullable Object merge(Object below, Object top) {
		if (below instanceof Record record && top instanceof Record other) {
			return merge(record, other);
		}
		if (below instanceof Map<?, ?> map && top instanceof Map<?, ?> other) {
			Map<Object, Object> merged = new LinkedHashMap<>(map);
			merged.putAll(other);
			return merged;
		}
		return top;
	}

}
