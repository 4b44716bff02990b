package io.github.poolstarter.actuate;

import java.util.Set;
import java.util.TreeSet;

import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.sizing.PoolAdvisor;
import io.github.poolstarter.sizing.PoolChange;
import io.github.poolstarter.sizing.PoolSettingsChanger;
import io.github.poolstarter.sizing.SizingLog;
import io.github.poolstarter.tuning.Setting;
import io.github.poolstarter.tuning.SettingChange;
import io.github.poolstarter.tuning.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * Applies a suggestion, by the same way as a change of settings. Safe for use by several
 * threads.
 *
 * @param pools the pools
 * @param advisor what makes the suggestions
 * @param settings what changes the pools' settings
 * @param config tells the pools' settings
 * @param sizing keeps what was applied
 */
record SuggestionAction(JdbcPools pools, PoolAdvisor advisor, PoolSettingsChanger settings, PoolSettingsReport config,
		SizingLog sizing) implements NamedAction {

	@Override
	public @Nullable Object run(String id, PoolChange settings, @Nullable String user) {
		Set<String> ids = new TreeSet<>();
		for (JdbcPool pool : this.pools.all()) {
			for (Suggestion suggestion : this.advisor.advice(pool).suggestions()) {
				ids.add(suggestion.id());
				if (suggestion.id().equals(id)) {
					NamedAction.refuse(settings);
					return this.sizing.changing(pool, () -> apply(pool, suggestion, user));
				}
			}
		}
		throw new NotFoundException("There is no suggestion '%s'".formatted(id), "suggestions", ids);
	}

	private @Nullable Object apply(JdbcPool pool, Suggestion suggestion, @Nullable String user) {
		PoolSettingsChanger.Changed changed = this.settings.change(pool, change(suggestion), by(suggestion, user));
		this.sizing.applied(suggestion, changed.before(), changed.after(), user);
		return this.config.of(pool);
	}

	private static PoolChange change(Suggestion suggestion) {
		SettingChange change = suggestion.change();
		if (change == null) {
			throw new PoolConfigurationException(
					"Suggestion '%s' can't be applied: it is about more than a setting of the pool."
						.formatted(suggestion.id()),
					suggestion.suggestion() + ".");
		}
		return (change.setting() == Setting.MINIMUM_IDLE) ? new PoolChange(null, change.to(), null, null, null, null)
				: new PoolChange(change.to(), change.minimumIdle(), null, null, null, null);
	}

	private static String by(Suggestion suggestion, @Nullable String user) {
		String by = "suggestion " + suggestion.id();
		return (user != null) ? by + " by " + user : by;
	}

}
