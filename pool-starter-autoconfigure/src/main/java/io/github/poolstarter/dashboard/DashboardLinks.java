package io.github.poolstarter.dashboard;

import org.springframework.util.StringUtils;

/**
 * Where the page finds things, relative to itself, so that neither a context path nor a
 * proxy before the application has to be known. The page has no slash at its end: what is
 * relative to it is relative to the folder that it is in.
 *
 * @param self the last part of the page's own path, which the paths of its assets begin
 * with
 * @param pools the endpoint {@code pools}
 */
public record DashboardLinks(String self, String pools) {

	/**
	 * Create the links of a page.
	 */
	public static DashboardLinks between(String dashboard, String pools) {
		String page = StringUtils.trimLeadingCharacter(dashboard, '/');
		int folders = StringUtils.countOccurrencesOf(page, "/");
		return new DashboardLinks(page.substring(page.lastIndexOf('/') + 1),
				"../".repeat(folders) + StringUtils.trimLeadingCharacter(pools, '/'));
	}

}
