package io.github.poolstarter.sample.recipe;

import java.time.Instant;

import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlert;
import io.github.poolstarter.alert.PoolAlertEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecipeCacheWatch}, with a Redis server that comes after the start.
 */
@EnabledIfRedisInstalled
@ExtendWith(OutputCaptureExtension.class)
class RecipeCacheWatchTests {

	private static final String GONE = "No Redis at localhost:%d:";

	private static final String BACK = "Redis at localhost:%d is there: recipes are cached";

	private RedisServer server;

	private LettuceConnectionFactory connections;

	private RecipeCacheWatch watch;

	@BeforeEach
	void startWithoutServer() {
		this.server = RedisServer.start();
		this.server.stop();
		this.connections = new LettuceConnectionFactory("localhost", this.server.port());
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.watch = new RecipeCacheWatch(this.connections);
		this.watch.atStart();
	}

	@AfterEach
	void close() {
		this.connections.destroy();
		this.server.close();
	}

	@Test
	void serverThatComesBeforeAnAlertIsToldOfAndItsNextOutageToo(CapturedOutput output) {
		assertThat(count(output, GONE)).isOne();
		this.watch.lookAgain();
		assertThat(count(output, BACK)).isZero();
		this.server.restart();
		this.watch.lookAgain();
		this.watch.lookAgain();
		assertThat(count(output, BACK)).isOne();
		this.watch.changed(alert(null));
		assertThat(count(output, GONE)).isEqualTo(2);
		assertThat(this.watch.isReachable()).isFalse();
	}

	@Test
	void outageThatRaisesAnAlertEndsWithIt(CapturedOutput output) {
		this.watch.changed(alert(null));
		this.server.restart();
		this.watch.lookAgain();
		assertThat(count(output, BACK)).isZero();
		this.watch.changed(alert(Instant.now()));
		assertThat(count(output, GONE)).isOne();
		assertThat(count(output, BACK)).isOne();
		assertThat(this.watch.isReachable()).isTrue();
	}

	private static PoolAlertEvent alert(@Nullable Instant until) {
		return new PoolAlertEvent(
				new PoolAlert("redis.cache", AlertKind.CANNOT_CONNECT, Instant.EPOCH, "can't connect", until));
	}

	// Of this server: applications of other tests tell of theirs
	private int count(CapturedOutput output, String text) {
		return output.getAll().split(text.formatted(this.server.port()), -1).length - 1;
	}

}
