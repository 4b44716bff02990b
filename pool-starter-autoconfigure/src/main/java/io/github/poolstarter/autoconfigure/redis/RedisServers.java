package io.github.poolstarter.autoconfigure.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.poolstarter.autoconfigure.RedisPoolProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.util.StringUtils;

/**
 * Finds out where the server of a pool is: from the pool's own properties, and for what
 * these don't say from Spring Boot's connection details, which are those of a container
 * or of {@code spring.data.redis.*}.
 */
final class RedisServers {

	private static final String DEFAULT_HOST = "localhost";

	private static final int DEFAULT_PORT = 6379;

	private static final int HIGHEST_PORT = 65535;

	private final @Nullable DataRedisConnectionDetails details;

	private final DataRedisProperties inherited;

	private final @Nullable SslBundles bundles;

	RedisServers(@Nullable DataRedisConnectionDetails details, DataRedisProperties inherited,
			@Nullable SslBundles bundles) {
		this.details = details;
		this.inherited = inherited;
		this.bundles = bundles;
	}

	/**
	 * Find the server of a pool.
	 */
	RedisServer resolve(RedisPoolProperties settings, RedisSettingChecks checks) {
		check(settings, checks);
		URI url = url(settings, checks);
		boolean tls = tls(settings, url, checks);
		Credentials credentials = credentials(settings, url);
		Consumer<RedisConfiguration> authentication = (configuration) -> {
			if (configuration instanceof RedisConfiguration.WithAuthentication authenticated) {
				authenticated.setUsername(credentials.username());
				authenticated.setPassword(RedisPassword.of(credentials.password()));
			}
		};
		Address address = address(settings, url, checks);
		authentication.accept(address.configuration);
		return new RedisServer(address.configuration, ((tls) ? "rediss://" : "redis://") + address.display,
				credentials.username(), tls, (tls) ? bundle(settings, url) : null);
	}

	private static void check(RedisPoolProperties settings, RedisSettingChecks checks) {
		boolean url = settings.url() != null;
		boolean host = settings.host() != null || settings.port() != null;
		boolean cluster = isCluster(settings);
		boolean sentinel = isSentinel(settings);
		checks.notBoth("url", url, "host and port", host);
		checks.notBoth("url", url, "database", settings.database() != null);
		checks.notBoth("url", url, "cluster", cluster);
		checks.notBoth("url", url, "sentinel", sentinel);
		checks.notBoth("cluster", cluster, "sentinel", sentinel);
		checks.notBoth("host and port", host, "cluster", cluster);
		checks.notBoth("host and port", host, "sentinel", sentinel);
		Integer port = settings.port();
		if (port != null) {
			checks.require(port >= 1 && port <= HIGHEST_PORT, "port", port, "must be between 1 and " + HIGHEST_PORT);
		}
		Integer database = settings.database();
		if (database != null) {
			checks.require(database >= 0, "database", database, "must be at least 0");
			checks.require(database == 0 || !cluster, "database", database,
					"must be 0 or left out: a cluster has no other database");
		}
	}

	private static boolean isCluster(RedisPoolProperties settings) {
		return !settings.cluster().nodes().isEmpty();
	}

	private static boolean isSentinel(RedisPoolProperties settings) {
		return settings.sentinel().master() != null || !settings.sentinel().nodes().isEmpty();
	}

	// The text of a URL is not repeated: there may be a password in it
	private static @Nullable URI url(RedisPoolProperties settings, RedisSettingChecks checks) {
		String text = settings.url();
		if (text == null) {
			return null;
		}
		String rule = "must be redis://host:port or rediss://host:port, with user:password@ before the host and /database "
				+ "after the port where they are needed";
		try {
			URI url = new URI(text);
			checks.require(("redis".equals(url.getScheme()) || "rediss".equals(url.getScheme()))
					&& StringUtils.hasText(url.getHost()), "url", "...", rule);
			checks.require(url.getPath() == null || url.getPath().matches("(/[0-9]{0,9})?"), "url", "...", rule);
			return url;
		}
		catch (URISyntaxException ex) {
			checks.require(false, "url", "...", rule);
			return null;
		}
	}

	private boolean tls(RedisPoolProperties settings, @Nullable URI url, RedisSettingChecks checks) {
		Boolean enabled = settings.ssl().enabled();
		if (url != null) {
			boolean secure = "rediss".equals(url.getScheme());
			if (enabled != null) {
				checks.require(!secure || enabled, "ssl.enabled", enabled, "must not be false with a rediss:// URL");
			}
			return secure || Boolean.TRUE.equals(enabled) || settings.ssl().bundle() != null;
		}
		if (enabled != null) {
			return enabled;
		}
		return settings.ssl().bundle() != null || inheritedBundle() != null
				|| (this.inherited.getUrl() != null && this.inherited.getUrl().startsWith("rediss:"));
	}

	private @Nullable SslBundle bundle(RedisPoolProperties settings, @Nullable URI url) {
		String name = settings.ssl().bundle();
		if (name != null && this.bundles != null) {
			return this.bundles.getBundle(name);
		}
		return inheritedBundle();
	}

	private @Nullable SslBundle inheritedBundle() {
		return (this.details != null) ? this.details.getSslBundle() : null;
	}

	private Credentials credentials(RedisPoolProperties settings, @Nullable URI url) {
		String userInfo = (url != null) ? url.getUserInfo() : null;
		if (userInfo != null) {
			int colon = userInfo.indexOf(':');
			return (colon >= 0)
					? new Credentials((colon > 0) ? userInfo.substring(0, colon) : null, userInfo.substring(colon + 1))
					: new Credentials(null, userInfo);
		}
		return new Credentials(orElse(settings.username(), (this.details != null) ? this.details.getUsername() : null),
				orElse(settings.password(), (this.details != null) ? this.details.getPassword() : null));
	}

	private Address address(RedisPoolProperties settings, @Nullable URI url, RedisSettingChecks checks) {
		if (url != null) {
			String path = Objects.requireNonNullElse(url.getPath(), "");
			return standalone(url.getHost(), (url.getPort() >= 0) ? url.getPort() : DEFAULT_PORT,
					(path.length() > 1) ? Integer.parseInt(path.substring(1)) : 0);
		}
		if (isCluster(settings)) {
			return cluster(nodes("cluster.nodes", settings.cluster().nodes(), checks),
					settings.cluster().maxRedirects());
		}
		if (isSentinel(settings)) {
			RedisPoolProperties.Sentinel sentinel = settings.sentinel();
			String master = sentinel.master();
			checks.require(master != null, "sentinel.master", "",
					"must be set to the name of the server that the sentinels monitor");
			checks.require(!sentinel.nodes().isEmpty(), "sentinel.nodes", "",
					"must name at least one sentinel, as host:port");
			return sentinel(Objects.requireNonNull(master), nodes("sentinel.nodes", sentinel.nodes(), checks),
					sentinel.username(), sentinel.password(), orElse(settings.database(), 0));
		}
		if (this.details != null && settings.host() == null && settings.port() == null) {
			Address address = inherited(this.details, settings);
			if (address != null) {
				return address;
			}
		}
		DataRedisConnectionDetails.Standalone standalone = (this.details != null) ? this.details.getStandalone() : null;
		String host = (standalone != null) ? standalone.getHost() : DEFAULT_HOST;
		int port = (standalone != null && standalone.getPort() > 0) ? standalone.getPort() : DEFAULT_PORT;
		int database = (standalone != null) ? standalone.getDatabase() : 0;
		return standalone(orElse(settings.host(), host), orElse(settings.port(), port),
				orElse(settings.database(), database));
	}

	// Other than a single server
	private @Nullable Address inherited(DataRedisConnectionDetails details, RedisPoolProperties settings) {
		DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
		if (sentinel != null) {
			return sentinel(sentinel.getMaster(), sentinel.getNodes(), sentinel.getUsername(), sentinel.getPassword(),
					orElse(settings.database(), sentinel.getDatabase()));
		}
		DataRedisConnectionDetails.Cluster cluster = details.getCluster();
		if (cluster != null) {
			DataRedisProperties.Cluster properties = this.inherited.getCluster();
			return cluster(cluster.getNodes(), orElse(settings.cluster().maxRedirects(),
					(properties != null) ? properties.getMaxRedirects() : null));
		}
		DataRedisConnectionDetails.MasterReplica masterReplica = details.getMasterReplica();
		return (masterReplica != null && !masterReplica.getNodes().isEmpty())
				? masterReplica(masterReplica.getNodes(), settings) : null;
	}

	private static List<Node> nodes(String setting, List<String> nodes, RedisSettingChecks checks) {
		return nodes.stream().map((node) -> {
			int colon = node.lastIndexOf(':');
			checks.require(colon > 0 && node.substring(colon + 1).matches("[0-9]{1,5}"), setting, node,
					"must be a list of host:port");
			return new Node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
		}).toList();
	}

	private static Address standalone(String host, int port, int database) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(host, port);
		configuration.setDatabase(database);
		return new Address(configuration, host + ":" + port + ((database != 0) ? "/" + database : ""));
	}

	private static Address cluster(List<Node> nodes, @Nullable Integer maxRedirects) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		configuration.setClusterNodes(redisNodes(nodes));
		if (maxRedirects != null) {
			configuration.setMaxRedirects(maxRedirects);
		}
		return new Address(configuration, display(nodes) + " (cluster)");
	}

	private static Address sentinel(String master, List<Node> nodes, @Nullable String username,
			@Nullable String password, int database) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration();
		configuration.master(master);
		configuration.setSentinels(redisNodes(nodes));
		configuration.setSentinelUsername(username);
		if (password != null) {
			configuration.setSentinelPassword(RedisPassword.of(password));
		}
		configuration.setDatabase(database);
		return new Address(configuration, display(nodes) + " (sentinels of " + master + ")");
	}

	private static Address masterReplica(List<Node> nodes, RedisPoolProperties settings) {
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(
				nodes.get(0).host(), nodes.get(0).port());
		nodes.stream().skip(1).forEach((node) -> configuration.addNode(node.host(), node.port()));
		configuration.setDatabase(orElse(settings.database(), 0));
		return new Address(configuration, display(nodes) + " (primary and replicas)");
	}

	private static List<RedisNode> redisNodes(List<Node> nodes) {
		Function<Node, RedisNode> toRedisNode = (node) -> new RedisNode(node.host(), node.port());
		return nodes.stream().map(toRedisNode).toList();
	}

	private static String display(List<Node> nodes) {
		return nodes.stream().map((node) -> node.host() + ":" + node.port()).collect(Collectors.joining(","));
	}

	private static <T extends @Nullable Object> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

	private record Address(RedisConfiguration configuration, String display) {

	}

	private record Credentials(@Nullable String username, @Nullable String password) {

	}

}
