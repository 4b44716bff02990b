package io.github.poolstarter.dashboard;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives the answers of the dashboard their headers, where the application runs on
 * servlets, and answers a browser that still has the file with 304. To be registered for
 * the dashboard's path alone. Safe for use by several threads.
 */
public final class DashboardFilter extends OncePerRequestFilter {

	private final DashboardResponse dashboard;

	public DashboardFilter(String path, DashboardFiles files) {
		this.dashboard = new DashboardResponse(path, files);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		DashboardResponse.HEADERS.forEach(response::setHeader);
		String etag = this.dashboard.etag(request.getRequestURI());
		if (etag == null || !new ServletWebRequest(request, response).checkNotModified(etag)) {
			chain.doFilter(request, response);
		}
	}

}
