package io.github.poolstarter.dashboard;

import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Gives the answers of the dashboard their headers, where the application runs on
 * WebFlux, and answers a browser that still has the file with 304. Safe for use by
 * several threads.
 */
public final class DashboardWebFilter implements WebFilter {

	private final DashboardResponse dashboard;

	public DashboardWebFilter(String path, DashboardFiles files) {
		this.dashboard = new DashboardResponse(path, files);
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String requested = exchange.getRequest().getPath().pathWithinApplication().value();
		String path = this.dashboard.path();
		if (!requested.equals(path) && !requested.startsWith(path + "/")) {
			return chain.filter(exchange);
		}
		DashboardResponse.HEADERS.forEach(exchange.getResponse().getHeaders()::set);
		String etag = this.dashboard.etag(requested);
		return (etag == null || !exchange.checkNotModified(etag)) ? chain.filter(exchange)
				: exchange.getResponse().setComplete();
	}

}
