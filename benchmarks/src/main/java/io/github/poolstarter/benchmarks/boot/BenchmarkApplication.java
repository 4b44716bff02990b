package io.github.poolstarter.benchmarks.boot;

import java.util.Map;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application as a user would have it: everything auto-configured, quiet, and without
 * a web server. Properties decide whose pools it has.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BenchmarkApplication {

	/**
	 * The properties of an application without a {@code MeterRegistry}. One with the
	 * actuator has a registry, and its pools are bound to it, unless these are set.
	 */
	public static final Map<String, Object> WITHOUT_METRICS = Map.of("spring.autoconfigure.exclude",
			MetricsAutoConfiguration.class.getName() + "," + SimpleMetricsExportAutoConfiguration.class.getName() + ","
					+ CompositeMeterRegistryAutoConfiguration.class.getName());

	/**
	 * Start the application.
	 * @param properties its properties
	 * @param beans the classes of the beans that it has beside the auto-configured ones
	 * @return the application's context, to be closed
	 */
	public static ConfigurableApplicationContext start(Map<String, Object> properties, Class<?>... beans) {
		return new SpringApplicationBuilder(BenchmarkApplication.class).sources(beans)
			.web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.properties("spring.main.banner-mode=off")
			.properties(properties)
			.run();
	}

}
