package io.github.poolstarter.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The names that a setting of a pool may have in the environment.
 */
final class SettingNames {

	private static final Pattern REPLICA = Pattern.compile("replicas\\.([^.]+)(?:\\.(.+))?");

	private SettingNames() {
	}

	// With the names of the pool and of its replica in all forms
	static List<ConfigurationPropertyName> of(String pools, String pool, String setting) {
		Matcher replica = REPLICA.matcher(setting);
		List<ConfigurationPropertyName> names = new ArrayList<>();
		for (ConfigurationPropertyName name : keys(ConfigurationPropertyName.of(pools), pool)) {
			if (replica.matches()) {
				keys(name.append("replicas"), replica.group(1))
					.forEach((key) -> names.add(append(key, replica.group(2))));
			}
			else {
				names.add(append(name, setting));
			}
		}
		return names;
	}

	private static ConfigurationPropertyName append(ConfigurationPropertyName name, @Nullable String setting) {
		return (setting != null) ? name(name.toString(), setting) : name;
	}

	// The key of a map may stand in brackets: then it is taken as it is
	static List<ConfigurationPropertyName> keys(ConfigurationPropertyName map, String key) {
		ConfigurationPropertyName plain = name(map.toString(), key);
		return (key.contains("[") || key.contains("]")) ? List.of(plain) : List.of(plain, map.append("[" + key + "]"));
	}

	static ConfigurationPropertyName name(String... parts) {
		return ConfigurationPropertyName.adapt(String.join(".", parts), '.');
	}

	/**
	 * The name without dashes and capitals, as environment variables have it.
	 */
	static String uniform(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

}
