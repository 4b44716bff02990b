package io.github.poolstarter.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives call-sites their numbers. Knows a bounded number of them, so that names which are
 * made up at run time, as those of transactions may be, can't fill the memory: what comes
 * after the bound is one call-site, {@code other}. Safe for use by several threads.
 */
public final class CallSiteRegistry {

	/**
	 * The call-site of borrows that nothing names.
	 */
	static final CallSite UNKNOWN = new CallSite(0, "unknown");

	/**
	 * The most call-sites, the two without a name of their own among them.
	 */
	static final int MAXIMUM = 1024;

	private static final CallSite OTHER = new CallSite(1, "other");

	private final Map<String, CallSite> byName = new ConcurrentHashMap<>();

	private final List<CallSite> byId = new ArrayList<>(List.of(UNKNOWN, OTHER));

	/**
	 * Find the call-site of a name, which gets a number if it has none.
	 * @param name the name, as in {@code MenuService.generate}
	 * @return the call-site
	 */
	public CallSite get(String name) {
		CallSite known = this.byName.get(name);
		return (known != null) ? known : register(name);
	}

	private synchronized CallSite register(String name) {
		CallSite known = this.byName.get(name);
		if (known != null) {
			return known;
		}
		if (this.byId.size() >= MAXIMUM) {
			return OTHER;
		}
		CallSite site = new CallSite(this.byId.size(), OneLine.of(name));
		this.byId.add(site);
		this.byName.put(name, site);
		return site;
	}

	/**
	 * Find the name of a number.
	 * @param id a number that this registry gave
	 * @return the name
	 * @throws IndexOutOfBoundsException if it gave no such number
	 */
	synchronized String nameOf(int id) {
		return this.byId.get(id).name();
	}

}
