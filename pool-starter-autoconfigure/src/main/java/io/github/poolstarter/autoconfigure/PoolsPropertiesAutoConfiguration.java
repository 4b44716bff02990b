package io.github.poolstarter.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolsProperties}, also
 * where no pool is defined: a misspelt {@code pools.jdbc} would otherwise switch
 * everything off without a word.
 */
@AutoConfiguration(before = PoolsAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "pools.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PoolsProperties.class)
public final class PoolsPropertiesAutoConfiguration {

}
