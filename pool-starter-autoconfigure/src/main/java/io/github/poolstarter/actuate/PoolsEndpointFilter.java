package io.github.poolstarter.actuate;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests to the {@link PoolsEndpoint} that another site can make a browser
 * send, where the application runs on servlets. To be registered for the endpoint's path
 * alone. Safe for use by several threads.
 */
public final class PoolsEndpointFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		HttpStatus refused = RequestRules.refuse(request.getMethod(), request.getRequestURI(),
				new ServletServerHttpRequest(request).getHeaders());
		if (refused == null) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(refused.value());
		if (refused == HttpStatus.UNSUPPORTED_MEDIA_TYPE) {
			response.setContentType(MediaType.APPLICATION_JSON_VALUE);
			response.getOutputStream().write(RequestRules.JSON_WANTED);
		}
	}

}
