package io.github.poolstarter.autoconfigure.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.pool.BorrowStats;
import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.redis.RedisPool;
import io.github.poolstarter.redis.RedisPoolExhaustedException;
import io.github.poolstarter.redis.RedisPoolRejectedException;
import io.github.poolstarter.test.EnabledIfRedisInstalled;
import io.github.poolstarter.test.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for Redis pools on a real server.
 */
@EnabledIfRedisInstalled
@ExtendWith(OutputCaptureExtension.class)
class RedisPoolsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static RedisServer server;

	@BeforeAll
	static void start() {
		server = RedisServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void saturatedPoolLeavesOthersAlone() {
		runner("cache", "max-active=2", "max-wait=300ms").withPropertyValues(of("main", "max-active=2"))
			.run((context) -> {
				List<CompletableFuture<?>> blocked = block(context, "cache", 2, "saturated");
				RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
				await().atMost(LONG).until(() -> cache.state().active() == 2);
				assertThatExceptionOfType(RedisPoolExhaustedException.class)
					.isThrownBy(() -> transaction(RedisPoolTestContexts.template(context, "cache"), "key"))
					.withMessageMatching(
							"Timeout reached waiting for cache Redis pool connection: none of 2 became free "
									+ "within [0-9]+ ms, and 0 more threads are waiting");
				assertThat(transaction(RedisPoolTestContexts.template(context, "main"), "key")).hasSize(1);
				assertThat(RedisPoolTestContexts.pool(context, "main").tracker().stats().timeouts()).isZero();
				assertThat(cache.tracker().stats().timeouts()).isEqualTo(1);
				release(context, "main", blocked, "saturated");
				await().atMost(LONG).until(() -> cache.state().active() == 0);
			});
	}

	@Test
	void commandsThatNeitherBlockNorAreInATransactionShareAConnection() {
		runner("cache", "max-active=3").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			template.opsForValue().set("shared", "value");
			assertThat(template.opsForValue().get("shared")).isEqualTo("value");
			assertThat(stats(context, "cache").hold().count()).isZero();
			assertThat(stats(context, "cache").created()).isEqualTo(1);
			assertThat(clients(template, "cache")).isEqualTo(2);
		});
	}

	@Test
	void everyCommandUsesThePoolWhereNoConnectionIsShared() {
		runner("cache", "max-active=3", "share-connection=false").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			for (int i = 0; i < 5; i++) {
				template.opsForValue().set("own", "value");
			}
			BorrowStats stats = stats(context, "cache");
			assertThat(stats.hold().count()).isEqualTo(5);
			assertThat(stats.acquire().count()).isEqualTo(5);
			assertThat(stats.waits().immediate()).isEqualTo(5);
			assertThat(stats.created()).isEqualTo(1);
			assertThat(stats.peakActive()).isEqualTo(1);
		});
	}

	@Test
	void transactionsAndBlockingCommandsUseThePool() {
		runner("cache", "max-active=3").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			assertThat(transaction(template, "key")).hasSize(1);
			assertThat(stats(context, "cache").hold().count()).isEqualTo(1);
			List<CompletableFuture<?>> blocked = block(context, "cache", 2, "blocking");
			RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
			await().atMost(LONG).until(() -> cache.state().active() == 2);
			release(context, "cache", blocked, "blocking");
			await().atMost(LONG).until(() -> stats(context, "cache").hold().count() == 3);
		});
	}

	@Test
	void stacksOfWorkThatHasNoNameAreLookedAtOnlyWhereItHoldsAConnectionForSoLong() {
		runner("cache", "max-active=3").run((context) -> {
			RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
			List<CompletableFuture<?>> blocked = block(context, "cache", 2, "named");
			await().atMost(LONG).until(() -> cache.held(Duration.ZERO).size() == 2);
			assertThat(cache.held(Duration.ZERO)).extracting(HeldConnection::callSite)
				.allMatch((site) -> site.contains("block"));
			assertThat(cache.held(Duration.ofHours(1))).extracting(HeldConnection::callSite)
				.containsExactly("unknown", "unknown");
			release(context, "cache", blocked, "named");
		});
	}

	@Test
	void waitsAndHoldsAreMeasured() {
		runner("cache", "max-active=1", "max-wait=1m").run((context) -> {
			RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
			List<CompletableFuture<?>> first = block(context, "cache", 1, "known");
			await().atMost(LONG).until(() -> cache.state().active() == 1);
			CompletableFuture<?> second = RedisPoolTestContexts
				.async(() -> transaction(RedisPoolTestContexts.template(context, "cache"), "key"));
			await().atMost(LONG).until(() -> cache.state().pending() == 1);
			assertThat(cache.state().exhausted()).isTrue();
			long begin = System.nanoTime();
			Thread.sleep(200);
			long slept = System.nanoTime() - begin;
			release(context, "cache", first, "known");
			second.get(30, TimeUnit.SECONDS);
			await().atMost(LONG).until(() -> cache.state().active() == 0);
			BorrowStats stats = cache.tracker().stats();
			assertThat(stats.acquire().count()).isEqualTo(2);
			assertThat(stats.waits().immediate()).isEqualTo(1);
			assertThat(stats.waits().queued().count()).isEqualTo(1);
			assertThat(stats.waits().queued().maxNanos()).isGreaterThanOrEqualTo(slept);
			assertThat(stats.hold().count()).isEqualTo(2);
			assertThat(stats.hold().maxNanos()).isGreaterThanOrEqualTo(slept);
			assertThat(stats.peakActive()).isEqualTo(1);
			cache.tracker().reset();
			assertThat(cache.tracker().stats().acquire().count()).isZero();
		});
	}

	@Test
	void borrowsByAThreadThatHasAConnectionAlreadyAreNested() {
		runner("cache", "max-active=2", "max-wait=100ms").run((context) -> {
			RedisConnectionFactory factory = RedisPoolTestContexts.template(context, "cache")
				.getRequiredConnectionFactory();
			try (RedisConnection first = factory.getConnection();
					RedisConnection second = factory.getConnection();
					RedisConnection third = factory.getConnection()) {
				first.multi();
				assertThat(stats(context, "cache").nested()).isZero();
				second.multi();
				assertThat(stats(context, "cache").nested()).isOne();
				assertThatExceptionOfType(RedisPoolExhaustedException.class).isThrownBy(third::multi);
				assertThat(stats(context, "cache").nested()).isEqualTo(2);
				CompletableFuture<?> other = CompletableFuture.runAsync(() -> {
					try (RedisConnection fourth = factory.getConnection()) {
						fourth.multi();
					}
				});
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> other.get(20, TimeUnit.SECONDS));
				assertThat(stats(context, "cache").nested()).isEqualTo(2);
			}
		});
	}

	@Test
	void minimumIsOpenBeforeTheApplicationIsReady() {
		runner("cache", "min-idle=3", "max-active=5").run((context) -> {
			RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
			assertThat(cache.state().idle()).isEqualTo(3);
			assertThat(cache.state().total()).isEqualTo(3);
			assertThat(stats(context, "cache").created()).isEqualTo(3);
		});
	}

	@Test
	void lazyPoolOpensNothingAtStart() {
		runner("cache", "min-idle=3", "max-active=5", "startup=lazy")
			.run((context) -> assertThat(RedisPoolTestContexts.pool(context, "cache").state().total()).isZero());
	}

	@Test
	void connectionThatIsReturnedInATransactionHasNoneForTheNext() {
		runner("cache", "max-active=1").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			template.execute((RedisCallback<Object>) (connection) -> {
				connection.multi();
				return null;
			});
			assertThat(transaction(template, "key")).hasSize(1);
		});
	}

	@Test
	void connectionWhoseCommandWasGivenUpIsClosed() {
		runner("cache", "max-active=1", "timeout=2s").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			assertThatExceptionOfType(QueryTimeoutException.class)
				.isThrownBy(() -> template.opsForList().leftPop("given-up", Duration.ofSeconds(60)));
			assertThat(transaction(template, "key")).hasSize(1);
			// The server would give it to whoever it believes is waiting
			await().atMost(LONG).until(() -> clients(template, "cache") == 2);
			template.opsForList().rightPush("given-up", "element");
			assertThat(template.opsForList().leftPop("given-up")).isEqualTo("element");
			assertThat(stats(context, "cache").closed()).isEqualTo(1);
		});
	}

	@Test
	void connectionWhoseBorrowerWasInterruptedIsClosed() throws Exception {
		runner("cache", "max-active=1").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			Thread borrower = new Thread(() -> assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> template.opsForList().leftPop("interrupted", Duration.ofSeconds(60))));
			borrower.start();
			RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
			await().atMost(LONG).until(() -> cache.state().active() == 1);
			borrower.interrupt();
			borrower.join(LONG.toMillis());
			assertThat(transaction(template, "key")).hasSize(1);
			assertThat(stats(context, "cache").closed()).isEqualTo(1);
		});
	}

	@Test
	void historyIsKeptBySecond() {
		runner("cache", "max-active=2").run((context) -> {
			transaction(RedisPoolTestContexts.template(context, "cache"), "key");
			RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
			await().atMost(LONG)
				.until(() -> cache.tracker()
					.history()
					.series(Duration.ofMinutes(1), null, System.currentTimeMillis())
					.stream()
					.anyMatch((sample) -> sample.hold().count() == 1 && sample.peakActive() == 1));
		});
	}

	@Test
	void restartOfTheServerIsSurvived() {
		try (RedisServer restarted = RedisServer.start()) {
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=" + restarted.url(), "pools.redis.cache.min-idle=2",
						"pools.redis.cache.connect-timeout=2s", "pools.redis.cache.timeout=2s")
				.run((context) -> {
					RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
					StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
					assertThat(transaction(template, "key")).hasSize(1);
					restarted.stop();
					await().atMost(LONG).until(() -> cache.state().total() == 0);
					assertThatExceptionOfType(RedisConnectionFailureException.class)
						.isThrownBy(() -> transaction(template, "key"))
						.withMessageContaining(
								"Redis pool 'cache' can't connect to redis://localhost:" + restarted.port());
					assertThat(cache.tracker().connectFailure()).isNotNull();
					assertThat(stats(context, "cache").failed()).isPositive();
					restarted.restart();
					await().atMost(LONG).until(() -> cache.state().idle() == 2);
					assertThat(cache.tracker().connectFailure()).isNull();
					assertThat(transaction(template, "key")).hasSize(1);
					await().atMost(LONG).ignoreExceptions().until(() -> {
						template.opsForValue().set("after", "restart");
						return true;
					});
				});
		}
	}

	@Test
	void connectionsThatAreOutAreWaitedForAndNewOnesRefusedAtTheEnd() {
		List<CompletableFuture<?>> blocked = new ArrayList<>();
		List<RedisPool> pools = new ArrayList<>();
		try (StandaloneClient client = new StandaloneClient(server)) {
			CompletableFuture<Void> released = new CompletableFuture<>();
			runner("cache", "max-active=2").run((context) -> {
				RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
				pools.add(cache);
				StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
				blocked.addAll(block(context, "cache", 1, "draining"));
				await().atMost(LONG).until(() -> cache.state().active() == 1);
				RedisPoolTestContexts.async(() -> {
					await().atMost(LONG).until(() -> isRefused(template));
					client.push("draining");
					released.complete(null);
					return null;
				});
			});
			assertThat(released).isCompleted();
			assertThat(blocked.get(0)).succeedsWithin(LONG);
			assertThat(pools.get(0).state().total()).isZero();
			assertThat(pools.get(0).tracker().stats().rejected()).isPositive();
		}
	}

	private static boolean isRefused(StringRedisTemplate template) {
		try {
			transaction(template, "key");
			return false;
		}
		catch (RedisPoolRejectedException ex) {
			return true;
		}
	}

	@Test
	void wrongPasswordIsToldAndThePasswordIsNot(CapturedOutput output) {
		try (RedisServer secured = RedisServer.start("--requirepass", "right-secret")) {
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=" + secured.url(), "pools.redis.cache.password=wrong-secret")
				.run((context) -> {
					assertThat(context).hasFailed();
					assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("WRONGPASS");
					assertThat(context.getStartupFailure())
						.hasStackTraceContaining("Redis pool 'cache' could not connect to redis://localhost:"
								+ secured.port() + ": WRONGPASS");
				});
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=redis://:right-secret@localhost:" + secured.port())
				.run((context) -> assertThat(transaction(RedisPoolTestContexts.template(context, "cache"), "key"))
					.hasSize(1));
		}
		assertThat(output).doesNotContain("wrong-secret").doesNotContain("right-secret");
	}

	@Test
	void optionalPoolStartsWithoutItsServerAndConnectsLater(CapturedOutput output) {
		try (RedisServer late = RedisServer.start()) {
			late.stop();
			RedisPoolTestContexts.runner()
				.withPropertyValues("pools.redis.cache.url=" + late.url(), "pools.redis.cache.startup=optional")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(output).contains("Redis pool 'cache' could not connect to " + late.url(),
							"The pool is optional");
					late.restart();
					RedisPool cache = RedisPoolTestContexts.pool(context, "cache");
					await().atMost(LONG).until(() -> cache.state().idle() == 1);
					assertThat(transaction(RedisPoolTestContexts.template(context, "cache"), "key")).hasSize(1);
				});
		}
	}

	@Test
	void connectionsHaveTheNameOfThePool() {
		runner("cache", "min-idle=2")
			.run((context) -> assertThat(clients(RedisPoolTestContexts.template(context, "cache"), "cache"))
				.isEqualTo(3));
	}

	@Test
	void idleConnectionsAnswerAPingWhereThatIsAskedFor() {
		runner("cache", "max-active=1", "validation=ping").run((context) -> {
			StringRedisTemplate template = RedisPoolTestContexts.template(context, "cache");
			await().atMost(LONG).until(() -> {
				transaction(template, "key");
				Thread.sleep(600);
				return stats(context, "cache").waits().validated().count() > 0;
			});
		});
	}

	@Test
	void databaseIsThatOfThePool() {
		runner("cache", "database=3").withPropertyValues(of("main")).run((context) -> {
			RedisPoolTestContexts.template(context, "cache").opsForValue().set("three", "yes");
			assertThat(RedisPoolTestContexts.template(context, "main").hasKey("three")).isFalse();
			assertThat(RedisPoolTestContexts.template(context, "cache").hasKey("three")).isTrue();
		});
	}

	private static ApplicationContextRunner runner(String pool, String... settings) {
		return RedisPoolTestContexts.runner().withPropertyValues(of(pool, settings));
	}

	private static String[] of(String pool, String... settings) {
		List<String> properties = new ArrayList<>();
		properties.add("pools.redis." + pool + ".port=" + server.port());
		for (String setting : settings) {
			properties.add("pools.redis." + pool + "." + setting);
		}
		return properties.toArray(String[]::new);
	}

	private static BorrowStats stats(ApplicationContext context, String pool) {
		return RedisPoolTestContexts.pool(context, pool).tracker().stats();
	}

	private static List<Object> transaction(StringRedisTemplate template, String key) {
		return template.execute(new SessionCallback<List<Object>>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
				operations.multi();
				operations.opsForValue().set((K) key, (V) "value");
				return operations.exec();
			}

		});
	}

	// Each thread waits for an element of a list, which nobody has pushed yet
	private static List<CompletableFuture<?>> block(ApplicationContext context, String pool, int threads, String list) {
		StringRedisTemplate template = RedisPoolTestContexts.template(context, pool);
		List<CompletableFuture<?>> blocked = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			blocked.add(RedisPoolTestContexts.async(() -> template.opsForList().leftPop(list, Duration.ofSeconds(30))));
		}
		return blocked;
	}

	private static void release(ApplicationContext context, String pool, List<CompletableFuture<?>> blocked,
			String list) throws InterruptedException, ExecutionException {
		StringRedisTemplate template = RedisPoolTestContexts.template(context, pool);
		blocked.forEach((one) -> template.opsForList().rightPush(list, "element"));
		for (CompletableFuture<?> one : blocked) {
			assertThat(one.get()).isEqualTo("element");
		}
	}

	private static long clients(StringRedisTemplate template, String name) {
		return template.execute((RedisCallback<Long>) (connection) -> connection.serverCommands()
			.getClientList()
			.stream()
			.filter((client) -> name.equals(client.getName()))
			.count());
	}

}
