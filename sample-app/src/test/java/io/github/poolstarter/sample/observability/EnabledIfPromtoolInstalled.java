package io.github.poolstarter.sample.observability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Skips a test class or a test on a machine that has no {@code promtool}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@EnabledIf(value = "io.github.poolstarter.sample.observability.Promtool#isInstalled",
		disabledReason = "promtool is not installed: Debian has it in the package prometheus")
@interface EnabledIfPromtoolInstalled {

}
