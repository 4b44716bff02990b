package io.github.poolstarter.sample;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the sample itself. Those of its pools are under {@code pools}.
 *
 * @param modelDelay how long the simulated model takes for its answer
 * @param nutritionChunkSize how many recipes the nutrition batch commits at a time
 */
@ConfigurationProperties("sample")
public record SampleProperties(@DefaultValue("2s") Duration modelDelay, @DefaultValue("100") int nutritionChunkSize) {

	/**
	 * Create the settings.
	 * @param modelDelay how long the simulated model takes for its answer
	 * @param nutritionChunkSize how many recipes the nutrition batch commits at a time
	 */
	public SampleProperties {
		Assert.isTrue(!modelDelay.isNegative(), "sample.model-delay must not be negative");
		Assert.isTrue(nutritionChunkSize > 0, "sample.nutrition-chunk-size must be at least 1");
	}

}
