package io.github.poolstarter.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.redis.RedisValidation;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a Redis pool. What is not set comes from Spring Boot's connection details
 * and {@code spring.data.redis.*}, and what is not there either has its default where the
 * pool is defined.
 */
public class RedisPoolProperties {

	/**
	 * URL of the Redis server, such as rediss://user:password@host:6380/2. Replaces host,
	 * port and database.
	 */
	private @Nullable String url;

	/**
	 * Host of the Redis server.
	 */
	private @Nullable String host;

	/**
	 * Port of the Redis server.
	 */
	private @Nullable Integer port;

	/**
	 * User of the Redis server.
	 */
	private @Nullable String username;

	/**
	 * Password of the Redis server.
	 */
	private @Nullable String password;

	/**
	 * Name of the connections on the server. The name of the pool when not set.
	 */
	private @Nullable String clientName;

	/**
	 * Number of the database on the server.
	 */
	private @Nullable Integer database;

	/**
	 * How long a command may take.
	 */
	private @Nullable Duration timeout;

	/**
	 * How long opening a connection may take.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Maximum number of connections, idle and in use.
	 */
	private @Nullable Integer maxActive;

	/**
	 * Maximum number of idle connections that stay open. As many as max-active when not
	 * set.
	 */
	private @Nullable Integer maxIdle;

	/**
	 * Number of idle connections that the pool tries to keep.
	 */
	private @Nullable Integer minIdle;

	/**
	 * How long a borrower waits for a connection. Negative for no limit.
	 */
	private @Nullable Duration maxWait;

	/**
	 * Time after which a connection that has not been returned counts as leaked. That of
	 * pools.tracking when not set.
	 */
	private @Nullable Duration leakThreshold;

	/**
	 * How often idle connections are validated and the minimum is restored. Zero for
	 * never.
	 */
	private @Nullable Duration timeBetweenEvictionRuns;

	/**
	 * How the pool makes sure that an idle connection can be used.
	 */
	private @Nullable RedisValidation validation;

	/**
	 * Whether commands that neither block nor belong to a transaction share one
	 * connection outside the pool.
	 */
	private @Nullable Boolean shareConnection;

	/**
	 * Whether this is the pool for everything that does not name one. The first pool when
	 * none is primary.
	 */
	private @Nullable Boolean primary;

	/**
	 * What the application requires of the pool at start.
	 */
	private @Nullable StartupPolicy startup;

	private final Ssl ssl = new Ssl();

	private final Cluster cluster = new Cluster();

	private final Sentinel sentinel = new Sentinel();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getHost() {
		return this.host;
	}

	public void setHost(@Nullable String host) {
		this.host = host;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable String getClientName() {
		return this.clientName;
	}

	public void setClientName(@Nullable String clientName) {
		this.clientName = clientName;
	}

	public @Nullable Integer getDatabase() {
		return this.database;
	}

	public void setDatabase(@Nullable Integer database) {
		this.database = database;
	}

	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Integer getMaxActive() {
		return this.maxActive;
	}

	public void setMaxActive(@Nullable Integer maxActive) {
		this.maxActive = maxActive;
	}

	public @Nullable Integer getMaxIdle() {
		return this.maxIdle;
	}

	public void setMaxIdle(@Nullable Integer maxIdle) {
		this.maxIdle = maxIdle;
	}

	public @Nullable Integer getMinIdle() {
		return this.minIdle;
	}

	public void setMinIdle(@Nullable Integer minIdle) {
		this.minIdle = minIdle;
	}

	public @Nullable Duration getMaxWait() {
		return this.maxWait;
	}

	public void setMaxWait(@Nullable Duration maxWait) {
		this.maxWait = maxWait;
	}

	public @Nullable Duration getLeakThreshold() {
		return this.leakThreshold;
	}

	public void setLeakThreshold(@Nullable Duration leakThreshold) {
		this.leakThreshold = leakThreshold;
	}

	public @Nullable Duration getTimeBetweenEvictionRuns() {
		return this.timeBetweenEvictionRuns;
	}

	public void setTimeBetweenEvictionRuns(@Nullable Duration timeBetweenEvictionRuns) {
		this.timeBetweenEvictionRuns = timeBetweenEvictionRuns;
	}

	public @Nullable RedisValidation getValidation() {
		return this.validation;
	}

	public void setValidation(@Nullable RedisValidation validation) {
		this.validation = validation;
	}

	public @Nullable Boolean getShareConnection() {
		return this.shareConnection;
	}

	public void setShareConnection(@Nullable Boolean shareConnection) {
		this.shareConnection = shareConnection;
	}

	public @Nullable Boolean getPrimary() {
		return this.primary;
	}

	public void setPrimary(@Nullable Boolean primary) {
		this.primary = primary;
	}

	public @Nullable StartupPolicy getStartup() {
		return this.startup;
	}

	public void setStartup(@Nullable StartupPolicy startup) {
		this.startup = startup;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Cluster getCluster() {
		return this.cluster;
	}

	public Sentinel getSentinel() {
		return this.sentinel;
	}

	/**
	 * Properties of TLS.
	 */
	public static class Ssl {

		/**
		 * Whether the connections use TLS. They do when a bundle is named.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Name of the SSL bundle.
		 */
		private @Nullable String bundle;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Properties of a cluster.
	 */
	public static class Cluster {

		/**
		 * Initial nodes of the cluster, each as host:port.
		 */
		private List<String> nodes = new ArrayList<>();

		/**
		 * Maximum number of redirects to follow for one command.
		 */
		private @Nullable Integer maxRedirects;

		public List<String> getNodes() {
			return this.nodes;
		}

		public void setNodes(List<String> nodes) {
			this.nodes = nodes;
		}

		public @Nullable Integer getMaxRedirects() {
			return this.maxRedirects;
		}

		public void setMaxRedirects(@Nullable Integer maxRedirects) {
			this.maxRedirects = maxRedirects;
		}

	}

	/**
	 * Properties of sentinels.
	 */
	public static class Sentinel {

		/**
		 * Name of the server that the sentinels monitor.
		 */
		private @Nullable String master;

		/**
		 * Sentinels, each as host:port.
		 */
		private List<String> nodes = new ArrayList<>();

		/**
		 * User of the sentinels.
		 */
		private @Nullable String username;

		/**
		 * Password of the sentinels.
		 */
		private @Nullable String password;

		public @Nullable String getMaster() {
			return this.master;
		}

		public void setMaster(@Nullable String master) {
			this.master = master;
		}

		public List<String> getNodes() {
			return this.nodes;
		}

		public void setNodes(List<String> nodes) {
			this.nodes = nodes;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

	}

}
