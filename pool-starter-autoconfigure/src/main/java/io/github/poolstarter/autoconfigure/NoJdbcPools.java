package io.github.poolstarter.autoconfigure;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.UnknownPoolException;

/**
 * The JDBC pools of an application whose data source was replaced. Immutable.
 */
final class NoJdbcPools implements PoolRegistry {

	@Override
	public List<String> names() {
		return List.of();
	}

	@Override
	public ManagedPool get(String name) {
		throw new UnknownPoolException(name, names(), "the name that the caller passes");
	}

	@Override
	public boolean contains(String name) {
		return false;
	}

	@Override
	public ManagedPool defaultPool() {
		throw new IllegalStateException("No JDBC pool is defined");
	}

	@Override
	public Iterator<ManagedPool> iterator() {
		return Collections.emptyIterator();
	}

}
