package io.github.poolstarter.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the reference of the properties against the metadata that is generated from the
 * sources.
 */
class ReferenceTests {

	private static final String DEFAULTS = "pools.defaults.";

	@Test
	void everyPropertyIsInTheReferenceWithItsDescription() throws IOException {
		String reference = reference();
		properties().forEach((name, description) -> {
			// Maps, whose entries have tables of their own
			if (!"pools.jdbc".equals(name) && !"pools.redis".equals(name)) {
				String shown = (name.startsWith(DEFAULTS)) ? name.substring(DEFAULTS.length()) : name;
				assertThat(reference).contains("| `" + shown + "` | " + description + " |");
			}
		});
	}

	@Test
	void everyPropertyHasADescription() throws IOException {
		assertThat(properties()).isNotEmpty()
			.allSatisfy((name, description) -> assertThat(description).as(name).isNotBlank());
	}

	@ParameterizedTest
	@EnumSource
	void everyPresetIsInTheReferenceWithItsSettings(PoolPreset preset) throws IOException {
		JdbcPoolProperties settings = Layers.with(JdbcPoolProperties.NONE, preset.settings());
		Duration timeout = settings.connectionTimeout();
		assertThat(timeout).isNotNull();
		assertThat(reference()).contains("| `%s` | %d | %d | %s |".formatted(preset.name().toLowerCase(Locale.ROOT),
				settings.minimumIdle(), settings.maximumPoolSize(), Durations.display(timeout)));
	}

	private static String reference() throws IOException {
		return Files.readString(Path.of("..", "docs", "reference.md"));
	}

	private static Map<String, String> properties() throws IOException {
		JsonNode metadata = JsonMapper.shared()
			.readTree(Files.readString(Path.of("target", "classes", "META-INF", "spring-configuration-metadata.json")));
		Map<String, String> properties = new TreeMap<>();
		for (JsonNode property : metadata.get("properties")) {
			if (property.get("name").asString().startsWith("pools.")) {
				properties.put(property.get("name").asString(), property.path("description").asString(""));
			}
		}
		return properties;
	}

}
