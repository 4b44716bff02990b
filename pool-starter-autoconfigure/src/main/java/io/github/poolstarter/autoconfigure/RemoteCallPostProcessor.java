package io.github.poolstarter.autoconfigure;

import java.util.function.Function;
import java.util.function.Supplier;

import io.github.poolstarter.remotecall.RemoteCallGuard;
import io.github.poolstarter.remotecall.RemoteCallGuard.Reaction;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Adds a handler to observation registries before Spring Boot adds its own. Its order as
 * a bean would not do: those of metrics and tracing come before all others.
 *
 * @param guard the guard
 * @param handler makes the handler
 */
record RemoteCallPostProcessor(Supplier<RemoteCallGuard> guard,
		Function<RemoteCallGuard, ObservationHandler<?>> handler) implements BeanPostProcessor {

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ObservationRegistry registry && this.guard.get().reaction() != Reaction.OFF) {
			registry.observationConfig().observationHandler(this.handler.apply(this.guard.get()));
		}
		return bean;
	}

}
