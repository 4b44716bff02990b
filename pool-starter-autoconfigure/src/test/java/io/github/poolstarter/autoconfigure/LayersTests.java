package io.github.poolstarter.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Layers}.
 */
class LayersTests {

	private static final JdbcPoolProperties BELOW = settings(Map.of("url", "jdbc:h2:mem:below", "maximum-pool-size",
			"9", "data-source-properties.one", "1", "data-source-properties.both", "below", "fallback.to", "direct"));

	@Test
	void whatIsSetAboveWins() {
		JdbcPoolProperties merged = Layers.merge(BELOW,
				settings(Map.of("maximum-pool-size", "20", "idle-timeout", "3m")));
		assertThat(merged.maximumPoolSize()).isEqualTo(20);
		assertThat(merged.idleTimeout()).isEqualTo(Duration.ofMinutes(3));
		assertThat(merged.url()).isEqualTo("jdbc:h2:mem:below");
		assertThat(merged.minimumIdle()).isNull();
	}

	@Test
	void mapsAndBlocksAreMergedToo() {
		JdbcPoolProperties merged = Layers.merge(BELOW, settings(Map.of("data-source-properties.two", "2",
				"data-source-properties.both", "above", "fallback.max-connections", "3")));
		assertThat(merged.dataSourceProperties()).containsOnly(Map.entry("one", "1"), Map.entry("two", "2"),
				Map.entry("both", "above"));
		assertThat(merged.fallback()).isEqualTo(new JdbcPoolProperties.Fallback("direct", 3));
	}

	@Test
	void nothingAboveOrBelowChangesNothing() {
		assertThat(Layers.merge(BELOW, JdbcPoolProperties.NONE)).isEqualTo(BELOW);
		assertThat(Layers.merge(JdbcPoolProperties.NONE, BELOW)).isEqualTo(BELOW);
	}

	@Test
	void valuesAreNamedLikeTheComponents() {
		assertThat(Layers.with(BELOW, Map.of("minimumIdle", 4, "unknown", 5)).minimumIdle()).isEqualTo(4);
		assertThat(Arrays.stream(JdbcPoolProperties.class.getRecordComponents()).map(RecordComponent::getName))
			.containsAll(Layers.values(BELOW).keySet());
	}

	@Test
	void aPoolsSecretsAreNotInTheTextOfItsSettings() {
		JdbcPoolProperties settings = settings(Map.of("password", "s3cr3t", "url", "jdbc:x://u:s3cr3t@h/d",
				"data-source-properties.token", "s3cr3t", "replicas.one.password", "s3cr3t"));
		RedisPoolProperties redis = bind(RedisPoolProperties.class,
				Map.of("password", "s3cr3t", "sentinel.password", "s3cr3t"));
		assertThat(settings.replicas().toString() + settings + redis + redis.sentinel()).doesNotContain("s3cr3t");
	}

	private static JdbcPoolProperties settings(Map<String, String> properties) {
		return bind(JdbcPoolProperties.class, properties);
	}

	private static <T> T bind(Class<T> type, Map<String, String> properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		properties.forEach((name, value) -> source.put("pool." + name, value));
		return new Binder(source).bindOrCreate("pool", type);
	}

}
