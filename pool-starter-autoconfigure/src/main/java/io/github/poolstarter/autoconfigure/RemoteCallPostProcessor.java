package io.github.poolstarter.autoconfigure;

import java.util.function.Supplier;

import io.github.poolstarter.remotecall.RemoteCallClients;
import io.github.poolstarter.remotecall.RemoteCallGuard;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Has Spring Boot configure builders that are watched. What it takes the place of are
 * Spring Boot's own beans, which nobody asks for by a narrower class. The application's
 * {@code ClientHttpRequestFactoryBuilder} stays as it is: its class matters, to Spring
 * Boot too.
 */
class RemoteCallPostProcessor implements BeanPostProcessor {

	private static final String BOOT = RestClientBuilderConfigurer.class.getPackageName();

	private final Supplier<RemoteCallGuard> guard;

	RemoteCallPostProcessor(Supplier<RemoteCallGuard> guard) {
		this.guard = guard;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean.getClass() == RestClientBuilderConfigurer.class) {
			return new WatchedRestClientBuilderConfigurer((RestClientBuilderConfigurer) bean, clients());
		}
		if (bean instanceof RestClientHttpServiceGroupConfigurer configurer
				&& bean.getClass().getPackageName().startsWith(BOOT)) {
			return clients().watch(configurer);
		}
		return bean;
	}

	private RemoteCallClients clients() {
		return new RemoteCallClients(this.guard.get());
	}

	private static final class WatchedRestClientBuilderConfigurer extends RestClientBuilderConfigurer {

		private final RestClientBuilderConfigurer delegate;

		private final RemoteCallClients clients;

		WatchedRestClientBuilderConfigurer(RestClientBuilderConfigurer delegate, RemoteCallClients clients) {
			this.delegate = delegate;
			this.clients = clients;
		}

		@Override
		public RestClient.Builder configure(RestClient.Builder builder) {
			return this.delegate.configure(this.clients.watch(builder));
		}

	}

}
