package io.github.poolstarter.autoconfigure.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.alert.AlertBoard;
import io.github.poolstarter.metrics.PoolMeters;
import io.github.poolstarter.pool.LeakThresholds;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolDefinition;
import io.github.poolstarter.redis.RedisValidation;
import io.github.poolstarter.remotecall.RemoteCallCounts;
import io.github.poolstarter.tracking.StackCallSites;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what is written about Redis pools against the sources and the meters.
 */
class RedisDocumentationTests {

	private static final Pattern RECORD = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public record (\\w+)",
			Pattern.DOTALL);

	private static final Pattern COMPONENT = Pattern.compile("@param (\\w+) (.*?)\\s*(?=\\* @param|$)", Pattern.DOTALL);

	private static final Set<String> BLOCKS = Set.of("ssl", "cluster", "sentinel");

	@Test
	void everySettingOfARedisPoolIsInTheReferenceWithItsDescription() throws IOException {
		String reference = Files.readString(Path.of("..", "docs", "reference.md"));
		Map<String, String> settings = settings();
		assertThat(settings).containsKeys("url", "max-active", "ssl.bundle", "cluster.nodes", "sentinel.password")
			.allSatisfy(
					(name, description) -> assertThat(reference).contains("| `" + name + "` | " + description + " |"));
	}

	@Test
	void everyMeterIsInTheDocumentationAsItIs() throws IOException {
		RedisPool pool = new RedisPool(
				new RedisPoolDefinition("cache", "redis://localhost:6379",
						new RedisPoolDefinition.Limits(8, 8, 0, null), null, RedisValidation.OPEN,
						Duration.ofSeconds(5), StartupPolicy.LAZY, Duration.ofSeconds(10), null),
				Duration.ofMinutes(10), new StackCallSites());
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		AlertBoard noAlerts = new AlertBoard(List.of(), List.of());
		new PoolMeters(List.of(pool), () -> {
			throw new AssertionError("Not a JDBC pool");
		}, RemoteCallCounts::new, new LeakThresholds(Duration.ofSeconds(60)), () -> noAlerts).bindTo(registry);
		String documentation = Files.readString(Path.of("..", "docs", "observability", "README.md"));
		List<String> documented = documentation.lines().filter((line) -> line.startsWith("| `pools.redis.")).toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> !id.getName().startsWith("pools.alerts."))
			.map(RedisDocumentationTests::describe)
			.collect(Collectors.toCollection(TreeSet::new)));
		assertThat(registry.scrape()).contains(documented.stream().map((line) -> line.split("`")[3]).toList());
	}

	private static String describe(Meter.Id id) {
		String prometheus = id.getName().replace('.', '_') + ((id.getBaseUnit() != null) ? "_" + id.getBaseUnit() : "")
				+ ((id.getType() == Meter.Type.COUNTER) ? "_total" : "");
		String tags = id.getTags().stream().map(Tag::getKey).map("`%s`"::formatted).collect(Collectors.joining(", "));
		String unit = (id.getBaseUnit() != null) ? " " + id.getBaseUnit() : "";
		return "| `%s` | `%s` | %s | %s |%s | %s |".formatted(id.getName(), prometheus,
				id.getType().name().toLowerCase(Locale.ROOT), tags, unit, id.getDescription());
	}

	private static Map<String, String> settings() throws IOException {
		String source = Files
			.readString(Path.of("src/main/java/io/github/poolstarter/autoconfigure/RedisPoolProperties.java"));
		Map<String, String> settings = new LinkedHashMap<>();
		RECORD.matcher(source).results().forEach((type) -> {
			String block = type.group(2).toLowerCase(Locale.ROOT);
			String prefix = (BLOCKS.contains(block)) ? block + "." : "";
			COMPONENT.matcher(type.group(1))
				.results()
				.filter((component) -> !BLOCKS.contains(component.group(1)))
				.forEach((component) -> settings.put(prefix + dashed(component.group(1)),
						component.group(2).replaceAll("\\s+\\*\\s+", " ")));
		});
		return settings;
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

}
