package io.github.poolstarter.sizing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.pool.HistorySample;
import io.github.poolstarter.sizing.SizingDecision.Kind;
import io.github.poolstarter.tuning.NotEnoughEvidence;
import io.github.poolstarter.tuning.PoolAdvice;
import io.github.poolstarter.tuning.Range;
import io.github.poolstarter.tuning.Setting;
import io.github.poolstarter.tuning.SettingChange;
import io.github.poolstarter.tuning.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions about the sizes of one pool: 100 that were carried out, and 100 that
 * were only proposed or withdrawn, so that a suggestion that comes and goes leaves the
 * others. A suggestion is proposed when it is first made. It is withdrawn when it is made
 * no more, unless it was applied; one that comes again later is proposed anew.
 * <p>
 * Advice takes time. What was found out for settings that were changed since, or while
 * they are, is no news of the pool as it is now, and left out. Safe for use by several
 * threads.
 */
final class PoolSizingLog {

	private static final int CAPACITY = 100;

	private final String pool;

	// Newest first
	private final Deque<SizingDecision> decisions = new ArrayDeque<>();

	private final Map<String, Suggestion> standing = new LinkedHashMap<>();

	private final Map<Setting, String> lastChanges = new HashMap<>();

	private int number;

	private int version;

	private int changesUnderWay;

	private volatile @Nullable Awaited awaited;

	PoolSizingLog(String pool) {
		this.pool = pool;
	}

	/**
	 * The state of the settings.
	 */
	synchronized int version() {
		return this.version;
	}

	/**
	 * Note that the settings are about to be changed.
	 */
	synchronized void begin() {
		this.changesUnderWay++;
		this.version++;
	}

	/**
	 * Note that a change is over, and what came of it was noted.
	 */
	synchronized void end() {
		this.changesUnderWay--;
		this.version++;
	}

	/**
	 * Note what is suggested now.
	 */
	synchronized void advised(PoolAdvice advice, int version, Instant time) {
		if (version != this.version || this.changesUnderWay > 0) {
			return;
		}
		Map<String, Suggestion> now = new LinkedHashMap<>();
		advice.suggestions()
			.stream()
			.filter((suggestion) -> suggestion.change() != null)
			.forEach((suggestion) -> now.put(suggestion.id(), suggestion));
		this.standing.forEach((id, suggestion) -> {
			if (!now.containsKey(id)) {
				add(Kind.WITHDRAWN, suggestion, withdrawal(suggestion, advice), null, time);
			}
		});
		now.forEach((id, suggestion) -> {
			if (!this.standing.containsKey(id)) {
				add(Kind.PROPOSED, suggestion, suggestion.issue(), null, time);
			}
		});
		this.standing.clear();
		this.standing.putAll(now);
		this.lastChanges.clear();
	}

	private String withdrawal(Suggestion gone, PoolAdvice advice) {
		SettingChange change = require(gone);
		String changed = this.lastChanges.get(change.setting());
		if (changed != null) {
			return changed;
		}
		for (Suggestion suggestion : advice.suggestions()) {
			SettingChange other = suggestion.change();
			if (other != null && other.setting() == change.setting()) {
				return "Superseded by %s".formatted(suggestion.id());
			}
		}
		if (advice.noChange() != null) {
			return advice.noChange().because();
		}
		NotEnoughEvidence few = advice.notEnough();
		if (few != null) {
			return "There is no longer enough evidence: %d of %d usable borrows".formatted(few.borrows(), few.needed());
		}
		return (advice.suggestions().isEmpty()) ? "It is no longer suggested"
				: "Something else is more important: %s".formatted(advice.suggestions().get(0).issue());
	}

	/**
	 * Note a change.
	 * @param suggestion the suggestion that was applied, {@code null} for none
	 * @param by who asked for it, {@code null} where that is not known
	 */
	synchronized void changed(@Nullable Suggestion suggestion, PoolSettings before, PoolSettings after, String because,
			@Nullable String by, Instant time) {
		boolean resized = before.maximumPoolSize() != after.maximumPoolSize();
		if (!resized && before.minimumIdle() == after.minimumIdle()) {
			return;
		}
		Setting setting = (resized) ? Setting.MAXIMUM_POOL_SIZE : Setting.MINIMUM_IDLE;
		int from = (resized) ? before.maximumPoolSize() : before.minimumIdle();
		int to = (resized) ? after.maximumPoolSize() : after.minimumIdle();
		String id;
		if (suggestion != null) {
			this.standing.remove(suggestion.id());
			id = add(Kind.APPLIED, setting, from, to, because, by, suggestion.id(), suggestion.predictedP99Wait(),
					suggestion.evidence(), time);
		}
		else {
			id = add(Kind.CHANGED, setting, from, to, because, by, null, null, Map.of(), time);
		}
		this.lastChanges.put(setting, "%s was set to %d".formatted(setting.key(), to));
		if (resized) {
			this.awaited = new Awaited(id, new SizeChange(time.toEpochMilli(), from, to));
		}
	}

	private void add(Kind kind, Suggestion suggestion, String because, @Nullable String by, Instant time) {
		SettingChange change = require(suggestion);
		add(kind, change.setting(), change.from(), change.to(), because, by, suggestion.id(),
				suggestion.predictedP99Wait(), suggestion.evidence(), time);
	}

	private static SettingChange require(Suggestion suggestion) {
		SettingChange change = suggestion.change();
		if (change == null) {
			throw new IllegalArgumentException("'%s' changes no setting".formatted(suggestion.id()));
		}
		return change;
	}

	private String add(Kind kind, Setting setting, int from, int to, String because, @Nullable String by,
			@Nullable String suggestion, @Nullable Range predicted, Map<String, Object> inputs, Instant time) {
		String id = this.pool + "-" + ++this.number;
		this.decisions.addFirst(new SizingDecision(id, this.pool, time, kind, setting, from, to, because, by,
				suggestion, predicted, inputs, null));
		forgetOldest(isCarriedOut(kind));
		return id;
	}

	private void forgetOldest(boolean carriedOut) {
		int count = 0;
		for (Iterator<SizingDecision> newestFirst = this.decisions.iterator(); newestFirst.hasNext();) {
			if (isCarriedOut(newestFirst.next().kind()) == carriedOut && ++count > CAPACITY) {
				newestFirst.remove();
			}
		}
	}

	private static boolean isCarriedOut(Kind kind) {
		return kind == Kind.APPLIED || kind == Kind.CHANGED;
	}

	/**
	 * Whether it is to be found out what came of a change.
	 */
	boolean awaitsOutcome() {
		return this.awaited != null;
	}

	/**
	 * Look whether it is known what came of the last change.
	 */
	synchronized void look(List<HistorySample> seconds) {
		Awaited last = this.awaited;
		if (last == null) {
			return;
		}
		if (last.change().isOvertaken(seconds)) {
			this.awaited = null;
			return;
		}
		SizingOutcome outcome = last.change().outcome(seconds);
		if (outcome != null) {
			this.awaited = null;
			List<SizingDecision> all = new ArrayList<>(this.decisions);
			all.replaceAll((decision) -> (decision.id().equals(last.decision())) ? decision.with(outcome) : decision);
			this.decisions.clear();
			this.decisions.addAll(all);
		}
	}

	/**
	 * The decisions.
	 */
	synchronized List<SizingDecision> decisions() {
		return List.copyOf(this.decisions);
	}

	/**
	 * A change of which it is to be found out what comes of it.
	 *
	 * @param decision the id of the decision
	 * @param change the change
	 */
	private record Awaited(String decision, SizeChange change) {

	}

}
