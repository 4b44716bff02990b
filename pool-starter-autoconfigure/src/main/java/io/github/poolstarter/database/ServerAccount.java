package io.github.poolstarter.database;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Whom a pool's connections count for: a database server, one of its databases, and one
 * of its users. Read from the configuration, and therefore known of pools that are not
 * connected; a server that goes by two names counts as two. Immutable.
 *
 * @param server the server's host and port, such as {@code localhost:5432}
 * @param database the database as the URL names it, empty where it names none
 * @param user the user, or what else tells users apart; may be a secret, never to be
 * shown
 */
public record ServerAccount(String server, String database, String user) {

	private static final Map<String, String> DEFAULT_PORTS = Map.of("postgresql", "5432", "mariadb", "3306", "mysql",
			"3306");

	private static final Pattern URL = Pattern.compile(
			"jdbc:(postgresql|mariadb|mysql):(?://(?<authority>[^/?]*)/?|/?)(?<database>[^?/]*)(?:\\?(?<parameters>.*))?");

	private static final Pattern HOST_AND_PORT = Pattern
		.compile("(?<host>\\[[^\\]]+\\]|[^:,()\\[\\]]*)(?::(?<port>\\d+))?");

	private static final Pattern USER = Pattern.compile("(?:^|&)user=(?<user>[^&]*)");

	private static final String DEFAULT_HOST = "localhost";

	/**
	 * Find out whom the connections to a URL count for.
	 * @param username the user, or {@code null} where the URL or the driver knows it
	 * @return the account, or {@code null} where the URL does not name one server: that
	 * of an embedded database, of a product whose limits are not known, or with several
	 * hosts, of which the driver chooses
	 */
	public static @Nullable ServerAccount of(String url, @Nullable String username) {
		Matcher parts = URL.matcher(JdbcUrls.unwrapped(url));
		if (!parts.matches() || isContainer(url)) {
			return null;
		}
		String authority = (parts.group("authority") != null) ? parts.group("authority") : "";
		Matcher server = HOST_AND_PORT.matcher(authority.substring(authority.lastIndexOf('@') + 1));
		if (!server.matches()) {
			return null;
		}
		String host = (StringUtils.hasText(server.group("host"))) ? server.group("host") : DEFAULT_HOST;
		String port = (server.group("port") != null) ? server.group("port") : DEFAULT_PORTS.get(parts.group(1));
		return new ServerAccount(host.toLowerCase(Locale.ROOT) + ":" + port, parts.group("database"),
				user(parts.group("parameters"), (username != null) ? username : url));
	}

	// Testcontainers' driver starts the server, which is not where the URL says
	private static boolean isContainer(String url) {
		String wrappers = url.substring(0, url.length() - JdbcUrls.unwrapped(url).length() + "jdbc:".length());
		return wrappers.endsWith(":tc:");
	}

	// PostgreSQL's driver prefers the user in the URL to the one that the pool has.
	private static String user(@Nullable String parameters, String otherwise) {
		Matcher user = USER.matcher((parameters != null) ? parameters : "");
		return (user.find()) ? user.group("user") : otherwise;
	}

	@Override
	public String toString() {
		return "ServerAccount[server=" + this.server + ", database=" + this.database + "]";
	}

}
