package io.github.poolstarter.actuate;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses requests to the {@link PoolsEndpoint} that another site can make a browser
 * send, where the application runs on WebFlux. Safe for use by several threads.
 */
public final class PoolsEndpointWebFilter implements WebFilter {

	private final String path;

	public PoolsEndpointWebFilter(String path) {
		this.path = path;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		String requested = request.getPath().pathWithinApplication().value();
		if (!requested.equals(this.path) && !requested.startsWith(this.path + "/")) {
			return chain.filter(exchange);
		}
		HttpStatus refused = RequestRules.refuse(request.getMethod().name(), requested, request.getHeaders());
		if (refused == null) {
			return chain.filter(exchange);
		}
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(refused);
		if (refused != HttpStatus.UNSUPPORTED_MEDIA_TYPE) {
			return response.setComplete();
		}
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(RequestRules.JSON_WANTED)));
	}

}
