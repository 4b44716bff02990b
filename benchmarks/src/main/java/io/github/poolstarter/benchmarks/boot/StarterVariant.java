package io.github.poolstarter.benchmarks.boot;

import java.util.HashMap;
import java.util.Map;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ObjectUtils;

/**
 * How much of the starter is switched on, step by step: each variant is the one before it
 * and one thing more. What a variant is made of are properties of the application, and,
 * for what has no property, beans.
 */
public enum StarterVariant {

	/**
	 * Annotation and routing, over pools that know nothing of who holds their
	 * connections.
	 */
	ROUTED("routed", BenchmarkApplication.WITHOUT_METRICS, UntrackedPools.class),

	/**
	 * Every borrow leaves its record, but nobody asks what its connection does.
	 */
	TRACKED("routed, tracked", with("pools.tracking.busy-time", "off")),

	/**
	 * Everything that an application gets which sets nothing.
	 */
	BUSY_TIME("routed, tracked, busy time", BenchmarkApplication.WITHOUT_METRICS),

	/**
	 * Everything, in an application with a {@code MeterRegistry}, to which Spring Boot
	 * binds HikariCP's own tracker.
	 */
	ALL("all, with Micrometer", Map.of());

	private final String title;

	private final Map<String, Object> properties;

	private final Class<?>[] beans;

	StarterVariant(String title, Map<String, Object> properties, Class<?>... beans) {
		this.title = title;
		this.properties = properties;
		this.beans = beans;
	}

	private static Map<String, Object> with(String property, Object value) {
		Map<String, Object> properties = new HashMap<>(BenchmarkApplication.WITHOUT_METRICS);
		properties.put(property, value);
		return properties;
	}

	/**
	 * What is switched on, for people.
	 * @return a few words
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Start an application with the starter.
	 * @param pools the properties that configure its pools
	 * @param bean the class of a bean that uses them
	 * @return the application's context, to be closed
	 */
	public ConfigurableApplicationContext start(Map<String, Object> pools, Class<?> bean) {
		Map<String, Object> all = new HashMap<>(pools);
		all.putAll(this.properties);
		// On the class path for comparison
		all.put("spring.datasource.dynamic.enabled", "false");
		return BenchmarkApplication.start(all, ObjectUtils.addObjectToArray(this.beans, bean));
	}

}
