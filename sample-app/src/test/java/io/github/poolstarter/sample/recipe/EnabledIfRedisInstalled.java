package io.github.poolstarter.sample.recipe;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Skips a test class or a test on a machine that has no Redis server.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@EnabledIf(value = "io.github.poolstarter.sample.recipe.RedisServer#isInstalled",
		disabledReason = "Redis is not installed: Debian has it in the package redis-server")
@interface EnabledIfRedisInstalled {

}
