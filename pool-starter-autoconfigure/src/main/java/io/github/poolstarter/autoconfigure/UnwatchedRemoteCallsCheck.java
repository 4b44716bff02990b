package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.remotecall.RemoteCallGuard.Reaction;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;

/**
 * Says at the start that the calls of HTTP clients are not watched, where they are not
 * observed: a warning if such calls were to fail.
 *
 * @param reaction what happens to calls that are watched
 * @param registries where calls are observed
 * @param environment may have another name for the observations
 * @param beanFactory tells whether there are clients
 */
record UnwatchedRemoteCallsCheck(Reaction reaction, ObjectProvider<ObservationRegistry> registries,
		Environment environment, BeanFactory beanFactory) implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(UnwatchedRemoteCallsCheck.class);

	@Override
	public void afterSingletonsInstantiated() {
		if (this.reaction == Reaction.OFF || !hasClients()) {
			return;
		}
		String name = this.environment.getProperty("management.observations.http.client.requests.name",
				"http.client.requests");
		if (this.registries.stream().allMatch((registry) -> Observation.createNotStarted(name, registry).isNoop())) {
			String message = "Remote calls of HTTP clients are not watched: there is no ObservationRegistry, or "
					+ "observations of '" + name + "' are switched off. Add spring-boot-starter-actuator and leave "
					+ "them on, or set pools.tracking.remote-calls=off";
			if (this.reaction == Reaction.FAIL) {
				logger.warn(message);
			}
			else {
				logger.info(message);
			}
		}
	}

	// The names of Spring Boot's builders
	private boolean hasClients() {
		return this.beanFactory.containsBean("restClientBuilder") || this.beanFactory.containsBean("webClientBuilder");
	}

}
