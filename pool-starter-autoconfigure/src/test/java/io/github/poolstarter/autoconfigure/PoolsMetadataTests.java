package io.github.poolstarter.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.PoolDefinition;
import io.github.poolstarter.pool.LeakThresholds;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that is generated from the properties, for editors.
 */
class PoolsMetadataTests {

	private static final String DEFAULTS = "pools.defaults.";

	@Test
	void everyPropertyHasADescription() throws IOException {
		assertThat(properties()).isNotEmpty().allSatisfy((name, property) -> {
			String description = property.path("description").asString("");
			assertThat(description).as(name).endsWith(".").doesNotStartWith("The ").doesNotStartWith("A ");
			if ("java.lang.Boolean".equals(property.path("type").asString())) {
				assertThat(description).as(name).startsWith("Whether ");
			}
		});
	}

	@Test
	void everySettingOfAPoolIsThereAndIsShownUnlessItIsSecret() throws IOException {
		List<String> shown = PoolSetting.of(pool(), new LeakThresholds(Duration.ofMinutes(1)))
			.stream()
			.map(PoolSetting::property)
			.toList();
		List<String> settings = properties().keySet()
			.stream()
			.filter((name) -> name.startsWith(DEFAULTS))
			.map((name) -> name.substring(DEFAULTS.length()))
			.toList();
		assertThat(settings).hasSizeGreaterThan(30)
			.filteredOn((setting) -> !Set.of("password", "replicas").contains(setting))
			.containsExactlyInAnyOrderElementsOf(shown);
	}

	@Test
	void everySettingBesideThePoolsIsThere() throws IOException {
		assertThat(properties()).containsKeys("pools.enabled", "pools.preset", "pools.default-pool", "pools.jdbc",
				"pools.routing.read-only-transactions", "pools.routing.on-conflict", "pools.tracking.remote-calls",
				"pools.alerts.usage", "pools.retry.max-retries", "pools.retry.delay", "pools.retry.multiplier",
				"pools.retry.max-delay", "pools.shutdown.drain-timeout", "pools.redis");
	}

	@Test
	void timesAreDurations() throws IOException {
		List<String> times = new ArrayList<>();
		properties().forEach((name, property) -> {
			if (name.equals("pools.tracking.busy-time")) {
				// A choice of how that time is measured
				return;
			}
			if (name.endsWith("-timeout") || name.endsWith("-time") || name.endsWith("-lifetime")
					|| name.endsWith("delay")) {
				assertThat(property.path("type").asString()).as(name).isEqualTo("java.time.Duration");
				times.add(name);
			}
		});
		assertThat(times).hasSizeGreaterThan(10);
	}

	private static PoolDefinition pool() {
		return new PoolDefinition("ai", new PoolDefinition.Database("jdbc:h2:mem:ai", null, null, null), 0, 2,
				new PoolDefinition.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO,
						Duration.ZERO, null, null, null, null),
				new PoolDefinition.Session(false, true, null, null, null, null, null), Map.of(), false,
				StartupPolicy.LAZY, null);
	}

	private static Map<String, JsonNode> properties() throws IOException {
		Map<String, JsonNode> properties = new TreeMap<>();
		try (InputStream metadata = PoolsProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			String own = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
			for (JsonNode property : JsonMapper.shared().readTree(own).get("properties")) {
				String name = property.get("name").asString();
				if (name.startsWith("pools.")) {
					properties.put(name, property);
				}
			}
		}
		return properties;
	}

}
