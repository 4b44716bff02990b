package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;
import java.util.Locale;

import io.github.poolstarter.autoconfigure.RedisPoolProperties;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;

/**
 * Makes the configuration of the Lettuce client of a pool, as Spring Boot does for its
 * single one, with Spring Boot's customizers.
 */
final class RedisClients {

	private final DataRedisProperties inherited;

	private final @Nullable ClientResources resources;

	private final ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers;

	private final ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers;

	RedisClients(DataRedisProperties inherited, @Nullable ClientResources resources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers) {
		this.inherited = inherited;
		this.resources = resources;
		this.customizers = customizers;
		this.optionsCustomizers = optionsCustomizers;
	}

	/**
	 * How long a command of a pool may take.
	 */
	Duration timeout(RedisPoolProperties settings) {
		return first(settings.timeout(), this.inherited.getTimeout(),
				LettuceClientConfiguration.defaultConfiguration().getCommandTimeout());
	}

	/**
	 * How long the opening of a connection of a pool may take.
	 */
	Duration connectTimeout(RedisPoolProperties settings) {
		return first(settings.connectTimeout(), this.inherited.getConnectTimeout(),
				SocketOptions.DEFAULT_CONNECT_TIMEOUT_DURATION);
	}

	/**
	 * The name that the connections of a pool have on the server.
	 */
	String clientName(String pool, RedisPoolProperties settings) {
		return first(settings.clientName(), this.inherited.getClientName(), pool);
	}

	private static <T> T first(@Nullable T own, @Nullable T inherited, T otherwise) {
		if (own != null) {
			return own;
		}
		return (inherited != null) ? inherited : otherwise;
	}

	/**
	 * Configure the client of a pool.
	 */
	LettuceClientConfiguration configuration(String pool, RedisPoolProperties settings, RedisServer server) {
		LettuceClientConfiguration.LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder();
		if (server.tls()) {
			builder.useSsl();
		}
		builder.commandTimeout(timeout(settings));
		builder.clientName(clientName(pool, settings));
		DataRedisProperties.Lettuce lettuce = this.inherited.getLettuce();
		if (lettuce.getShutdownTimeout() != null && !lettuce.getShutdownTimeout().isZero()) {
			builder.shutdownTimeout(lettuce.getShutdownTimeout());
		}
		if (lettuce.getReadFrom() != null) {
			builder.readFrom(readFrom(lettuce.getReadFrom()));
		}
		builder.clientOptions(options(settings, server));
		if (this.resources != null) {
			builder.clientResources(this.resources);
		}
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	// Lettuce knows neither dashes nor underscores
	private static ReadFrom readFrom(String value) {
		int colon = value.indexOf(':');
		String name = (colon >= 0) ? value.substring(0, colon) : value;
		String canonical = name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
		return ReadFrom.valueOf((colon >= 0) ? canonical + value.substring(colon) : canonical);
	}

	private ClientOptions options(RedisPoolProperties settings, RedisServer server) {
		ClientOptions.Builder builder = (server.configuration() instanceof RedisClusterConfiguration) ? clusterOptions()
				: ClientOptions.builder();
		builder.socketOptions(SocketOptions.builder().connectTimeout(connectTimeout(settings)).build());
		if (server.bundle() != null) {
			builder.sslOptions(sslOptions(server.bundle()));
		}
		builder.timeoutOptions(TimeoutOptions.enabled());
		this.optionsCustomizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private ClientOptions.Builder clusterOptions() {
		DataRedisProperties.Lettuce.Cluster.Refresh refresh = this.inherited.getLettuce().getCluster().getRefresh();
		ClusterTopologyRefreshOptions.Builder builder = ClusterTopologyRefreshOptions.builder()
			.dynamicRefreshSources(refresh.isDynamicRefreshSources());
		if (refresh.getPeriod() != null) {
			builder.enablePeriodicRefresh(refresh.getPeriod());
		}
		return ClusterClientOptions.builder().topologyRefreshOptions(builder.build());
	}

	private static SslOptions sslOptions(SslBundle bundle) {
		SslOptions.Builder builder = SslOptions.builder()
			.keyManager(bundle.getManagers().getKeyManagerFactory())
			.trustManager(bundle.getManagers().getTrustManagerFactory());
		if (bundle.getOptions().getCiphers() != null) {
			builder.cipherSuites(bundle.getOptions().getCiphers());
		}
		if (bundle.getOptions().getEnabledProtocols() != null) {
			builder.protocols(bundle.getOptions().getEnabledProtocols());
		}
		return builder.build();
	}

}
