package io.github.poolstarter.alert;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.log.LogMessage;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes alerts as application events, on a thread of its own, which ends when there
 * is nothing to publish. A listener that stores an alert in a database may have to wait
 * for a connection of the very pool that is exhausted: that must not keep the monitor
 * from looking at the pools, and neither must one that throws. Should listeners be that
 * slow for long, events are lost, and that is logged. Safe for use by several threads.
 */
public final class AlertPublisher implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(AlertPublisher.class);

	private static final int CAPACITY = 100;

	private static final int KEEP_ALIVE_SECONDS = 10;

	private final ApplicationEventPublisher publisher;

	private final ThreadPoolExecutor executor;

	public AlertPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("pool-alerts-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(CAPACITY), threads);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Publish an event soon.
	 */
	public void publish(PoolAlertEvent event) {
		try {
			this.executor.execute(() -> tell(event));
		}
		catch (RejectedExecutionException ex) {
			if (!this.executor.isShutdown()) {
				logger.warn(LogMessage.format("Not published, because listeners are too slow: %s", event));
			}
		}
	}

	private void tell(PoolAlertEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.warn(LogMessage.format("A listener failed on %s", event), ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
