package io.github.poolstarter.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyMatches;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The properties under {@code pools} as the properties classes have them, to find out
 * what somebody may have meant by one that they don't have: what other libraries call it,
 * or what is spelt alike.
 */
final class KnownProperties {

	private static final int SHORT_NAME = 8;

	private static final String NOT_NEEDED = "There is no such setting: HikariCP tests a connection before it hands "
			+ "it out";

	/**
	 * What Spring Boot, HikariCP, Tomcat, DBCP, c3p0, Agroal, R2DBC and SQLAlchemy call
	 * the settings of a pool.
	 */
	private static final Map<String, String> JDBC = names(Map.ofEntries(
			Map.entry("url", "jdbcurl connectionurl connectionstring"), Map.entry("username", "user login"),
			Map.entry("driver-class-name", "driver driverclass"),
			Map.entry("maximum-pool-size",
					"poolsize maxpoolsize maxsize maxactive maxtotal maxconnections maximumsize max"),
			Map.entry("minimum-idle", "minidle minpoolsize minsize minimumsize initialsize initialpoolsize min"),
			Map.entry("connection-timeout",
					"pooltimeout maxwait maxwaitmillis maxacquiretime acquiretimeout acquisitiontimeout "
							+ "checkouttimeout connecttimeout"),
			Map.entry("max-lifetime", "poolrecycle maxage maxlifetimemillis maxconnlifetimemillis maxconnectionage"),
			Map.entry("idle-timeout", "maxidletime minevictableidletimemillis idleremovalinterval idletime"),
			Map.entry("leak-threshold",
					"leakdetectionthreshold leakdetectioninterval leakdetection removeabandonedtimeout "
							+ "unreturnedconnectiontimeout"),
			Map.entry("max-waiting", "maxpending maxqueue queuesize maxacquiresize pendingacquiremaxcount"),
			Map.entry("connection-test-query", "validationquery preferredtestquery testquery"),
			Map.entry("connection-init-sql", "initsql connectioninitsqls newconnectionsql"),
			Map.entry("auto-commit", "defaultautocommit"), Map.entry("read-only", "defaultreadonly"),
			Map.entry("transaction-isolation", "isolation isolationlevel defaulttransactionisolation"),
			Map.entry("schema", "defaultschema currentschema"), Map.entry("catalog", "defaultcatalog"),
			Map.entry("statement-timeout", "querytimeout defaultquerytimeout"),
			Map.entry("network-timeout", "sockettimeout"), Map.entry("keepalive-time", "keepalive keepaliveinterval"),
			Map.entry("register-mbeans", "jmxenabled"),
			Map.entry("data-source-properties", "connectionproperties driverproperties properties")));

	private static final Map<String, String> JDBC_TEXTS = texts(
			Map.of("poolname", "A pool is named by its key under pools.jdbc", "maxoverflow",
					"There is no overflow: maximum-pool-size is the upper limit", "maxidle",
					"There is no such setting: idle connections beyond minimum-idle are closed after idle-timeout",
					"poolpreping", NOT_NEEDED, "testonborrow", NOT_NEEDED, "testwhileidle", NOT_NEEDED, "testonreturn",
					NOT_NEEDED));

	private static final Map<String, String> REDIS = names(Map.ofEntries(Map.entry("url", "uri"),
			Map.entry("host", "hostname"), Map.entry("username", "user"), Map.entry("database", "db"),
			Map.entry("max-active", "maximumpoolsize maxpoolsize poolsize maxsize maxtotal maxconnections"),
			Map.entry("min-idle", "minimumidle minpoolsize minsize"),
			Map.entry("max-wait", "maxwaitmillis pooltimeout connectiontimeout acquiretimeout"),
			Map.entry("timeout", "sotimeout readtimeout commandtimeout sockettimeout"),
			Map.entry("validation", "testonborrow testwhileidle"), Map.entry("ssl.enabled", "usessl tls"),
			Map.entry("leak-threshold", "leakdetectionthreshold")));

	private KnownProperties() {
	}

	private static Map<String, String> names(Map<String, String> others) {
		Map<String, String> names = new TreeMap<>();
		others.forEach((name, list) -> Arrays.stream(list.split(" "))
			.forEach((other) -> names.put(other, "It is called %s here.".formatted(name))));
		return names;
	}

	private static Map<String, String> texts(Map<String, String> texts) {
		Map<String, String> all = new TreeMap<>();
		texts.forEach((name, text) -> all.put(name, text + ": remove it."));
		return all;
	}

	/**
	 * Say what may be meant by a property that is not known.
	 * @return what is known about it, {@code null} if it is a property like any other
	 */
	static @Nullable Hint hint(ConfigurationPropertyName name) {
		return hint(name, 1, ResolvableType.forClass(PoolsProperties.class));
	}

	private static @Nullable Hint hint(ConfigurationPropertyName name, int index, ResolvableType type) {
		if (index >= name.getNumberOfElements() || Collection.class.isAssignableFrom(type.toClass())) {
			return null;
		}
		if (type.toClass() == Map.class) {
			return (isNested(type.getGeneric(1))) ? hint(name, index + 1, type.getGeneric(1)) : null;
		}
		if (!isNested(type)) {
			return new Hint("%s is a single value, with no settings below it."
				.formatted(name.getElement(index - 1, Form.DASHED)), true);
		}
		Class<?> properties = type.toClass();
		String element = name.getElement(index, Form.ORIGINAL);
		RecordComponent known = find(properties, element);
		if (known != null) {
			return hint(name, index + 1, ResolvableType.forMethodReturnType(known.getAccessor()));
		}
		List<String> alike = alike(properties, element);
		return new Hint(text(name, index, properties, alike),
				SecretProperties.mayBeNamed(element) || alike.stream().anyMatch(SecretProperties::mayBeNamed));
	}

	private static boolean isNested(ResolvableType type) {
		Class<?> raw = type.toClass();
		return raw == Map.class
				|| (raw.isRecord() && ClassUtils.getPackageName(raw).equals(KnownProperties.class.getPackageName()));
	}

	private static @Nullable String text(ConfigurationPropertyName name, int index, Class<?> properties,
			List<String> alike) {
		String uniform = uniform(name.getElement(index, Form.ORIGINAL));
		if (properties == JdbcPoolProperties.class || properties == RedisPoolProperties.class) {
			boolean jdbc = properties == JdbcPoolProperties.class;
			String other = ((jdbc) ? JDBC : REDIS).get(uniform);
			if (other == null && jdbc) {
				other = JDBC_TEXTS.get(uniform);
			}
			if (other != null) {
				return other;
			}
		}
		if (!alike.isEmpty()) {
			return "Did you mean %s?".formatted(String.join(" or ", alike));
		}
		if (properties == PoolsProperties.class) {
			String rest = IntStream.range(index, name.getNumberOfElements())
				.mapToObj((i) -> name.getElement(i, Form.ORIGINAL))
				.collect(Collectors.joining("."));
			ResolvableType pool = ResolvableType.forClass(JdbcPoolProperties.class);
			if (hint(name, index, pool) == null) {
				return "Did you mean pools.defaults.%s?".formatted(rest);
			}
			if (name.getNumberOfElements() > index + 1 && hint(name, index + 1, pool) == null) {
				return "Did you mean pools.jdbc.%s?".formatted(rest);
			}
		}
		return null;
	}

	private static @Nullable RecordComponent find(Class<?> properties, String element) {
		return Arrays.stream(properties.getRecordComponents())
			.filter((component) -> uniform(component.getName()).equals(uniform(element)))
			.findFirst()
			.orElse(null);
	}

	private static List<String> alike(Class<?> properties, String element) {
		String[] matches = PropertyMatches
			.forField(camelCase(element), properties, (element.length() > SHORT_NAME) ? 3 : 2)
			.getPossibleMatches();
		return Arrays.stream(matches)
			.filter((match) -> find(properties, match) != null)
			.map(DataObjectPropertyName::toDashedForm)
			.toList();
	}

	private static String camelCase(String element) {
		StringBuilder camelCase = new StringBuilder();
		for (String word : element.split("[-_]")) {
			camelCase.append((camelCase.isEmpty()) ? word : StringUtils.capitalize(word));
		}
		return camelCase.toString();
	}

	private static String uniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * What is known about a property that means nothing.
	 *
	 * @param text what may be meant by it, {@code null} if nobody knows
	 * @param secret whether its value may be a secret, by what is meant
	 */
	record Hint(@Nullable String text, boolean secret) {

	}

}
