package io.github.poolstarter.sample.recipe;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlertEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.log.LogMessage;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * Says in the log whether recipes are cached, once for each time that this changes, and
 * lets all work go on without the cache: what it does not have comes from the database.
 * That the server is back, it learns from the alerts of the pool. Safe for use by several
 * threads.
 */
@Component
class RecipeCacheReport implements CacheErrorHandler {

	private static final Log logger = LogFactory.getLog(RecipeCacheReport.class);

	private static final String POOL = "redis.cache";

	private final RedisConnectionFactory connections;

	private final AtomicBoolean away = new AtomicBoolean();

	RecipeCacheReport(RedisConnectionFactory connections) {
		this.connections = connections;
	}

	@EventListener(ApplicationReadyEvent.class)
	void atStart() {
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.ping();
			logger.info(LogMessage.format("Recipes are cached in Redis at %s", server()));
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@EventListener
	void changed(PoolAlertEvent event) {
		if (event.alert().kind() != AlertKind.CANNOT_CONNECT || !event.alert().pool().equals(POOL)) {
			return;
		}
		if (!event.isResolved()) {
			gone(event.alert().message());
		}
		else if (this.away.compareAndSet(true, false)) {
			logger.info(LogMessage.format("Redis at %s is there: recipes are cached", server()));
		}
	}

	private void failed(RuntimeException failure) {
		gone(String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage()));
	}

	private void gone(String reason) {
		if (this.away.compareAndSet(false, true)) {
			logger.warn(LogMessage.format("No Redis at %s: recipes are not cached until there is one (%s)", server(),
					reason));
		}
	}

	private String server() {
		return (this.connections instanceof LettuceConnectionFactory lettuce)
				? lettuce.getHostName() + ":" + lettuce.getPort() : "its address";
	}

	@Override
	public void handleCacheGetError(RuntimeException exception, Cache cache, Object key) {
		failed(exception);
	}

	@Override
	public void handleCachePutError(RuntimeException exception, Cache cache, Object key, @Nullable Object value) {
		failed(exception);
	}

	@Override
	public void handleCacheEvictError(RuntimeException exception, Cache cache, Object key) {
		failed(exception);
	}

	// What was to be cleared is served until its time is over
	@Override
	public void handleCacheClearError(RuntimeException exception, Cache cache) {
		failed(exception);
	}

}
