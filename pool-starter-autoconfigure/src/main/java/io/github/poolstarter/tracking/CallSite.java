package io.github.poolstarter.tracking;

/**
 * A place in the application's code that borrows are attributed to. Immutable. Call-sites
 * come from a {@link CallSiteRegistry}, which gives each name one number, so that a
 * borrow notes a number and not a name.
 */
public final class CallSite {

	private final int id;

	private final String name;

	CallSite(int id, String name) {
		this.id = id;
		this.name = name;
	}

	/**
	 * The number of the call-site.
	 */
	int id() {
		return this.id;
	}

	/**
	 * What operators know the place by.
	 */
	public String name() {
		return this.name;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
