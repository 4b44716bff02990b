package io.github.poolstarter.remotecall;

import java.util.function.Predicate;

import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.HttpServiceGroup;

/**
 * Has a configurer of HTTP service interfaces work on builders that are watched. Safe for
 * use by several threads if the configurer is.
 */
final class RemoteCallGroupConfigurer implements RestClientHttpServiceGroupConfigurer {

	private final RestClientHttpServiceGroupConfigurer delegate;

	private final RemoteCallClients clients;

	/**
	 * Create a configurer.
	 * @param delegate what configures the clients
	 * @param clients what watches their builders
	 */
	RemoteCallGroupConfigurer(RestClientHttpServiceGroupConfigurer delegate, RemoteCallClients clients) {
		this.delegate = delegate;
		this.clients = clients;
	}

	@Override
	public void configureGroups(Groups<RestClient.Builder> groups) {
		this.delegate.configureGroups(new WatchedGroups(groups, this.clients));
	}

	@Override
	public int getOrder() {
		return this.delegate.getOrder();
	}

	private record WatchedGroups(Groups<RestClient.Builder> delegate,
			RemoteCallClients clients) implements Groups<RestClient.Builder> {

		@Override
		public Groups<RestClient.Builder> filterByName(String... groupNames) {
			return new WatchedGroups(this.delegate.filterByName(groupNames), this.clients);
		}

		@Override
		public Groups<RestClient.Builder> filter(Predicate<HttpServiceGroup> predicate) {
			return new WatchedGroups(this.delegate.filter(predicate), this.clients);
		}

		@Override
		public void forEachClient(ClientCallback<RestClient.Builder> callback) {
			this.delegate.forEachClient((group, builder) -> callback.withClient(group, this.clients.watch(builder)));
		}

		@Override
		public void forEachClient(InitializingClientCallback<RestClient.Builder> callback) {
			this.delegate.forEachClient((group) -> this.clients.watch(callback.initClient(group)));
		}

		@Override
		public void forEachProxyFactory(ProxyFactoryCallback callback) {
			this.delegate.forEachProxyFactory(callback);
		}

		@Override
		public void forEachGroup(GroupCallback<RestClient.Builder> callback) {
			this.delegate.forEachGroup((group, builder, factoryBuilder) -> callback.withGroup(group,
					this.clients.watch(builder), factoryBuilder));
		}

	}

}
