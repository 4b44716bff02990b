package io.github.poolstarter.alert;

import java.util.List;

import io.github.poolstarter.pool.HeldConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells of alerts in the application's log, in words that stay the same, so that they can
 * be looked for. A critical alert is an error there. Safe for use by several threads.
 */
final class AlertLog {

	private static final Log logger = LogFactory.getLog(PoolAlerts.class);

	private static final int STACKS = 3;

	/**
	 * An alert was raised or resolved.
	 */
	void changed(PoolAlertEvent event) {
		PoolAlert alert = event.alert();
		if (event.isResolved()) {
			logger.info("Pool alert resolved: " + alert.kind() + " on pool " + alert.pool() + " after "
					+ alert.length().toSeconds() + " s");
			return;
		}
		String line = "Pool alert raised: " + alert.kind() + " on pool " + alert.pool() + ": " + alert.message();
		if (alert.severity() == AlertSeverity.CRITICAL) {
			logger.error(line);
		}
		else {
			logger.warn(line);
		}
	}

	/**
	 * Borrowers got no connection in time. There is a line for each look at which that is
	 * so, and so at most one a second and pool.
	 */
	void timeouts(PoolObservation look) {
		long timeouts = look.sample().counts().timeouts();
		if (timeouts > 0) {
			logger.warn("Timeout reached waiting for " + look.pool() + " pool connection, "
					+ AlertMessages.borrows(timeouts) + ": " + AlertMessages.situation(look));
		}
	}

	/**
	 * Connections were found to be out for too long. The stacks of the oldest few are
	 * told: should the whole pool have leaked, more of them would say no more.
	 */
	void leaks(List<HeldConnection> leaks) {
		leaks.stream().limit(STACKS).forEach(AlertLog::leak);
	}

	private static void leak(HeldConnection leak) {
		String line = "Possible connection leak in pool " + leak.pool() + ": " + AlertMessages.leak(leak);
		StackTraceElement[] stack = leak.thread().getStackTrace();
		if (stack.length == 0) {
			logger.warn(line + "; the thread has ended");
			return;
		}
		// As an exception, which every layout of a log knows how to show
		Exception position = new Exception("Where the thread is now");
		position.setStackTrace(stack);
		logger.warn(line, position);
	}

}
