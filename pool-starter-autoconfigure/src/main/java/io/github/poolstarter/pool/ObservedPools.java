package io.github.poolstarter.pool;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pools of all kinds, those of JDBC connections first. Immutable.
 */
public final class ObservedPools implements Iterable<ObservedPool> {

	private final List<ObservedPool> pools;

	/**
	 * Put the pools of several kinds together.
	 */
	public ObservedPools(Stream<PoolSource> sources) {
		this.pools = sources.<ObservedPool>flatMap((source) -> source.pools().stream()).toList();
	}

	/**
	 * Find the pools of a name. Of several, the JDBC pool is the first.
	 * @param name the name, with or without the kind where it is no JDBC pool
	 */
	public Stream<ObservedPool> named(String name) {
		return this.pools.stream().filter((pool) -> pool.name().equals(name) || pool.qualifiedName().equals(name));
	}

	@Override
	public Iterator<ObservedPool> iterator() {
		return this.pools.iterator();
	}

}
