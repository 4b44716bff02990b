package io.github.poolstarter.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.poolstarter.pool.HeldConnection;
import io.github.poolstarter.pool.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Gives call-sites their numbers. Knows a bounded number of them, so that names which are
 * made up at run time, as those of transactions may be, can't fill the memory: what comes
 * after the bound is one call-site, {@code other}. Safe for use by several threads.
 */
public final class CallSiteRegistry {

	/**
	 * The call-site of borrows that nothing names.
	 */
	static final CallSite UNKNOWN = new CallSite(0, HeldConnection.UNKNOWN);

	/**
	 * The most call-sites, the two without a name of their own among them.
	 */
	static final int MAXIMUM = 1024;

	private static final CallSite OTHER = new CallSite(1, "other");

	private final StackCallSites stack;

	private final Map<String, CallSite> byName = new ConcurrentHashMap<>();

	// By their full names, which the transactions of a method share
	private final Map<String, CallSite> byTransaction = new ConcurrentHashMap<>();

	private final List<CallSite> byId = new ArrayList<>(List.of(UNKNOWN, OTHER));

	public CallSiteRegistry() {
		this(new StackCallSites());
	}

	public CallSiteRegistry(StackCallSites stack) {
		this.stack = stack;
	}

	/**
	 * What finds the call-sites of work that has no name.
	 */
	StackCallSites stack() {
		return this.stack;
	}

	/**
	 * Find the call-site of the transaction that begins on the current thread.
	 * @param name the name of the transaction, empty where it has none; Spring's are the
	 * full name of class and method
	 * @return the call-site, {@code null} where nothing names the transaction
	 */
	public @Nullable CallSite ofTransaction(String name) {
		String work = this.stack.workIn(name);
		if (work != null) {
			return get(work);
		}
		if (name.isEmpty()) {
			return null;
		}
		CallSite site = this.byTransaction.get(name);
		return (site != null) ? site : registerTransaction(name);
	}

	private CallSite registerTransaction(String name) {
		CallSite site = get(this.stack.shorten(name));
		if (this.byTransaction.size() < MAXIMUM) {
			this.byTransaction.put(name, site);
		}
		return site;
	}

	/**
	 * Find the call-site of a name, which gets a number if it has none.
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
	 * @throws IndexOutOfBoundsException if it gave no such number
	 */
	synchronized String nameOf(int id) {
		return this.byId.get(id).name();
	}

}
