package io.github.poolstarter.sample.dashboard;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Skips a test class on a machine that has no Chromium, or no driver for it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@EnabledIf(value = "io.github.poolstarter.sample.dashboard.Chromium#isInstalled",
		disabledReason = "Chromium is not installed: Debian has it in the packages chromium and chromium-driver")
@interface EnabledIfChromiumInstalled {

}
