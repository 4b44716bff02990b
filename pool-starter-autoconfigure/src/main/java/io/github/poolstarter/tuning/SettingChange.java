package io.github.poolstarter.tuning;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Suggestion} changes about a running pool. Immutable.
 *
 * @param pool the name of the pool
 * @param setting what is changed
 * @param from what it is now
 * @param to what it should be
 * @param minimumIdle the minimum that has to come down with the maximum, {@code null}
 * where it can stay
 */
public record SettingChange(String pool, Setting setting, int from, int to, @Nullable Integer minimumIdle) {

	/**
	 * A change of the maximum, and of the minimum where that would be over it.
	 */
	static SettingChange ofMaximum(PoolFindings findings, int to) {
		return new SettingChange(findings.pool(), Setting.MAXIMUM_POOL_SIZE, findings.settings().maximumPoolSize(), to,
				(findings.settings().minimumIdle() > to) ? to : null);
	}

	/**
	 * The property to change.
	 */
	public String property() {
		return "pools.jdbc." + this.pool + "." + this.setting.key();
	}

	/**
	 * The change as it would stand in the configuration.
	 */
	public String yaml() {
		String yaml = yaml(this.pool, this.setting.key() + ": " + this.to);
		return (this.minimumIdle != null) ? yaml + "      minimum-idle: " + this.minimumIdle + "\n" : yaml;
	}

	/**
	 * A setting of a pool as it would stand in the configuration.
	 */
	static String yaml(String pool, String setting) {
		return "pools:\n  jdbc:\n    %s:\n      %s\n".formatted(quoted(pool), setting);
	}

	// A name such as "1" or "on" would be no text in YAML
	private static String quoted(String name) {
		return (name.matches("[a-z][a-z0-9-]+") && !name.matches("on|no|yes|off|true|null|false")) ? name
				: "\"" + name + "\"";
	}

}
