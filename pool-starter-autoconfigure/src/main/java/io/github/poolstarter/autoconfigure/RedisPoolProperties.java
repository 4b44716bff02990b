package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.redis.RedisValidation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of a Redis pool. What is not set comes from Spring Boot's connection details
 * and {@code spring.data.redis.*}, and what is not there either has its default where the
 * pool is defined. Immutable.
 *
 * @param url URL of the Redis server, such as rediss://user:password@host:6380/2.
 * Replaces host, port and database.
 * @param host Host of the Redis server.
 * @param port Port of the Redis server.
 * @param username User of the Redis server.
 * @param password Password of the Redis server.
 * @param clientName Name of the connections on the server. The name of the pool when not
 * set.
 * @param database Number of the database on the server.
 * @param timeout How long a command may take.
 * @param connectTimeout How long opening a connection may take.
 * @param maxActive Maximum number of connections, idle and in use.
 * @param maxIdle Maximum number of idle connections that stay open. As many as max-active
 * when not set.
 * @param minIdle Number of idle connections that the pool tries to keep.
 * @param maxWait How long a borrower waits for a connection. Negative for no limit.
 * @param leakThreshold Time after which a connection that has not been returned counts as
 * leaked. That of pools.tracking when not set.
 * @param timeBetweenEvictionRuns How often idle connections are validated and the minimum
 * is restored. Zero for never.
 * @param validation How the pool makes sure that an idle connection can be used.
 * @param shareConnection Whether commands that neither block nor belong to a transaction
 * share one connection outside the pool.
 * @param primary Whether this is the pool for everything that does not name one. The
 * first pool when none is primary.
 * @param startup What the application requires of the pool at start.
 * @param ssl TLS.
 * @param cluster A cluster of servers.
 * @param sentinel Sentinels that watch a server.
 */
public record RedisPoolProperties(@Nullable String url, @Nullable String host, @Nullable Integer port,
		@Nullable String username, @Nullable String password, @Nullable String clientName, @Nullable Integer database,
		@Nullable Duration timeout, @Nullable Duration connectTimeout, @Nullable Integer maxActive,
		@Nullable Integer maxIdle, @Nullable Integer minIdle, @Nullable Duration maxWait,
		@Nullable Duration leakThreshold, @Nullable Duration timeBetweenEvictionRuns,
		@Nullable RedisValidation validation, @Nullable Boolean shareConnection, @Nullable Boolean primary,
		@Nullable StartupPolicy startup, @DefaultValue Ssl ssl, @DefaultValue Cluster cluster,
		@DefaultValue Sentinel sentinel) {

	/**
	 * Settings of which none is set.
	 */
	static final RedisPoolProperties NONE = new Binder().bindOrCreate("pool", RedisPoolProperties.class);

	/**
	 * Says nothing of the values, some of which are secret.
	 */
	@Override
	public String toString() {
		return "settings of a Redis pool";
	}

	/**
	 * Properties of TLS.
	 *
	 * @param enabled Whether the connections use TLS. They do when a bundle is named.
	 * @param bundle Name of the SSL bundle.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {

	}

	/**
	 * Properties of a cluster.
	 *
	 * @param nodes Initial nodes of the cluster, each as host:port.
	 * @param maxRedirects Maximum number of redirects to follow for one command.
	 */
	public record Cluster(@DefaultValue List<String> nodes, @Nullable Integer maxRedirects) {

	}

	/**
	 * Properties of sentinels.
	 *
	 * @param master Name of the server that the sentinels monitor.
	 * @param nodes Sentinels, each as host:port.
	 * @param username User of the sentinels.
	 * @param password Password of the sentinels.
	 */
	public record Sentinel(@Nullable String master, @DefaultValue List<String> nodes, @Nullable String username,
			@Nullable String password) {

		@Override
		public String toString() {
			return "settings of sentinels";
		}

	}

}
