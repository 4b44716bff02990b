package io.github.poolstarter.sample.recipe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

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
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Lets all work go on without the cache, and says so in the log. A failure of the cache
 * is a recipe that comes from the database. Where the pool can't connect, the cache is
 * not even asked, as a server that is silent would cost each request some time; that this
 * is so, and that it is over, is learnt from the alerts of the pool. Safe for use by
 * several threads.
 */
@Component
public class RecipeCacheWatch implements CacheErrorHandler {

	private static final Log logger = LogFactory.getLog(RecipeCacheWatch.class);

	private static final String POOL = "redis.cache";

	private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final RedisConnectionFactory connections;

	private final AtomicBoolean away = new AtomicBoolean();

	private final AtomicLong quietUntilNanos = new AtomicLong(System.nanoTime());

	private volatile boolean reachable = true;

	RecipeCacheWatch(RedisConnectionFactory connections) {
		this.connections = connections;
	}

	@EventListener(ApplicationReadyEvent.class)
	void atStart() {
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.ping();
			logger.info(LogMessage.format("Recipes are cached in Redis at %s", server()));
		}
		catch (RuntimeException ex) {
			gone(reason(ex));
		}
	}

	// Of a server that came before there was an alert, none tells that it is there
	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void lookAgain() {
		if (!this.away.get() || !this.reachable) {
			return;
		}
		try (RedisConnection connection = this.connections.getConnection()) {
			connection.ping();
			back();
		}
		catch (RuntimeException ex) {
			logger.debug("There is still no Redis", ex);
		}
	}

	@EventListener
	void changed(PoolAlertEvent event) {
		if (event.alert().kind() != AlertKind.CANNOT_CONNECT || !event.alert().pool().equals(POOL)) {
			return;
		}
		this.reachable = event.isResolved();
		if (!event.isResolved()) {
			gone(event.alert().message());
		}
		else {
			back();
		}
	}

	private void back() {
		if (this.away.compareAndSet(true, false)) {
			logger.info(LogMessage.format("Redis at %s is there: recipes are cached", server()));
		}
	}

	private void gone(String reason) {
		if (this.away.compareAndSet(false, true)) {
			logger.warn(LogMessage.format("No Redis at %s: recipes are not cached until there is one (%s)", server(),
					reason));
		}
	}

	private static String reason(RuntimeException failure) {
		return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
	}

	private String server() {
		return (this.connections instanceof LettuceConnectionFactory lettuce)
				? lettuce.getHostName() + ":" + lettuce.getPort() : "its address";
	}

	/**
	 * Whether it is worth asking the cache.
	 * @return whether the pool can connect, as far as is known
	 */
	public boolean isReachable() {
		return this.reachable;
	}

	// An alert will tell of a server that is gone
	private void failed(RuntimeException failure) {
		long quietUntil = this.quietUntilNanos.get();
		long now = System.nanoTime();
		if (!(failure instanceof RedisConnectionFailureException) && now - quietUntil >= 0
				&& this.quietUntilNanos.compareAndSet(quietUntil, now + QUIET_NANOS)) {
			logger.warn(LogMessage.format("Redis at %s failed, recipes come from the database: %s", server(),
					reason(failure)));
		}
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
