package io.github.poolstarter.dashboard;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.core.io.Resource;

/**
 * {@link WebEndpoint @WebEndpoint} that serves the dashboard: the page, and below it the
 * files that the page needs. An endpoint like any other as to exposure, access, path,
 * port and security; an operation can't say its headers, which are for
 * {@link DashboardFilter} and {@link DashboardWebFilter}. Safe for use by several
 * threads.
 */
@WebEndpoint(id = "pooldashboard", defaultAccess = Access.READ_ONLY)
public final class PoolDashboardEndpoint {

	private final DashboardFiles files;

	public PoolDashboardEndpoint(DashboardFiles files) {
		this.files = files;
	}

	/**
	 * The page.
	 */
	@ReadOperation(produces = "text/html")
	public WebEndpointResponse<Resource> page() {
		return respond(this.files.page());
	}

	/**
	 * A file that the page needs.
	 * @return the file, or {@code null} where there is none of that name
	 */
	@ReadOperation(produces = { "text/css", "text/javascript", "image/svg+xml" })
	public @Nullable WebEndpointResponse<Resource> asset(@Selector String asset) {
		DashboardFile file = this.files.asset(asset);
		return (file != null) ? respond(file) : null;
	}

	private static WebEndpointResponse<Resource> respond(DashboardFile file) {
		return new WebEndpointResponse<>(file.content(), file.type());
	}

}
