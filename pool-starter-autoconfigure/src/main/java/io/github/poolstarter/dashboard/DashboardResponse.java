package io.github.poolstarter.dashboard;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the answers of the dashboard have beside their bodies. Immutable.
 *
 * @param path the path of the dashboard
 * @param files what it serves
 */
record DashboardResponse(String path, DashboardFiles files) {

	/**
	 * The headers of each answer. Nothing may be loaded but from the application itself,
	 * nothing inline is run, no other page may frame this one, and none learns its
	 * address. Browsers keep the files, and ask each time whether they are still good.
	 */
	static final Map<String, String> HEADERS = Map.of("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
					+ "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Cache-Control", "no-cache");

	/**
	 * Return the entity tag of what a path stands for.
	 * @return the entity tag, {@code null} where there is nothing
	 */
	@Nullable String etag(String requested) {
		if (requested.endsWith(this.path)) {
			return this.files.page().etag();
		}
		DashboardFile asset = this.files.asset(requested.substring(requested.lastIndexOf('/') + 1));
		return (asset != null) ? asset.etag() : null;
	}

}
