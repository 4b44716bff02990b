package io.github.poolstarter.alert;

/**
 * Application event, published when an alert is raised and again when it is resolved. An
 * application takes it with a method that is annotated with {@code @EventListener}:
 *
 * <pre>
 * &#64;EventListener
 * void changed(PoolAlertEvent event) {
 *     if (!event.isResolved() &amp;&amp; event.alert().severity() == AlertSeverity.CRITICAL) {
 *         …
 *     }
 * }
 * </pre>
 *
 * Listeners are called one after another on a thread of the alerts' own, in the order in
 * which things happened. Immutable.
 *
 * @param alert the alert
 */
public record PoolAlertEvent(PoolAlert alert) {

	/**
	 * Whether the alert was resolved, and not raised.
	 */
	public boolean isResolved() {
		return this.alert.until() != null;
	}

}
