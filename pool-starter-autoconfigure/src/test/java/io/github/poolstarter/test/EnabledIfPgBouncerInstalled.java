package io.github.poolstarter.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Skips a test class or a test on a machine that has no PgBouncer.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@EnabledIf(value = "io.github.poolstarter.test.PgBouncer#isInstalled",
		disabledReason = "PgBouncer is not installed: Debian has it in the package pgbouncer")
public @interface EnabledIfPgBouncerInstalled {

}
