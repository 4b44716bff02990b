package io.github.poolstarter.alert;

import java.time.Instant;

/**
 * Decides look by look whether an alert is active, for one kind of alert of one pool.
 * <p>
 * There are two states. While the alert is <em>not active</em>, bad looks in a row are
 * counted: as many as its kind asks for, or one that is alarming, make it active. While
 * it is <em>active</em>, good looks in a row are counted, until they are as many as its
 * kind asks for. A look of the other sort, or one in between, begins the row anew. So a
 * spike raises nothing, and figures that hover around a threshold neither raise nor
 * resolve an alert again and again.
 * <p>
 * Looks are counted, and not the seconds between them: a look says how it is, and not how
 * it was while nobody looked, because the machine was asleep or its clock was set. There
 * is no clock here and no thread, the time comes with the look. Not safe for use by
 * several threads.
 */
final class AlertState {

	private final AlertKind kind;

	private boolean active;

	private int row;

	private Instant since = Instant.EPOCH;

	AlertState(AlertKind kind) {
		this.kind = kind;
	}

	/**
	 * Take notice of a look.
	 */
	boolean next(AlertLevel level, Instant time) {
		if (this.active) {
			this.row = (level == AlertLevel.GOOD) ? this.row + 1 : 0;
			if (this.row >= this.kind.resolveAfter()) {
				change();
			}
		}
		else {
			if (level.isBad() && this.row == 0) {
				this.since = time;
			}
			this.row = (level.isBad()) ? this.row + 1 : 0;
			if (level == AlertLevel.ALARMING || this.row >= this.kind.raiseAfter()) {
				change();
			}
		}
		return this.active;
	}

	private void change() {
		this.active = !this.active;
		this.row = 0;
	}

	/**
	 * When the bad looks began, of an alert that is active.
	 */
	Instant since() {
		return this.since;
	}

}
