package io.github.poolstarter.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.poolstarter.tracking.PoolTracker;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.ConnectionProxy;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * The connections that are bound to the thread, of the routing data source and of others,
 * by Spring's own means or by MyBatis, which binds a session.
 */
final class BoundConnections {

	private static final @Nullable Class<?> SQL_SESSION_FACTORY = mybatis();

	private BoundConnections() {
	}

	private static @Nullable Class<?> mybatis() {
		try {
			return ClassUtils.forName("org.apache.ibatis.session.SqlSessionFactory",
					BoundConnections.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	// That of a transaction manager which nobody knows: what is left is not bound by a
	// synchronization
	static @Nullable String poolOfTransaction(String requested) {
		for (Map.Entry<Object, Object> resource : TransactionSynchronizationManager.getResourceMap().entrySet()) {
			if (isConnection(resource)) {
				String pool = poolOf((ConnectionHolder) resource.getValue(), requested);
				if (pool != null) {
					return pool;
				}
			}
		}
		return null;
	}

	// Null for the requested pool, and for what is fetched lazily: to ask it is to fetch
	// it
	static @Nullable String poolOf(ConnectionHolder holder, String requested) {
		if (holder.getConnectionHandle() == null || holder.getConnection() instanceof ConnectionProxy) {
			return null;
		}
		String pool = PoolTracker.poolOf(holder.getConnection());
		return (requested.equals(pool)) ? null : pool;
	}

	private static boolean isConnection(Map.Entry<Object, Object> resource) {
		return resource.getKey() instanceof DataSource dataSource && resource.getValue() instanceof ConnectionHolder
				&& RoutingDataSource.isRouted(dataSource);
	}

	static boolean isConnectionBound() {
		return TransactionSynchronizationManager.getResourceMap()
			.entrySet()
			.stream()
			.anyMatch(BoundConnections::isConnection);
	}

	static @Nullable ConnectionHolder holderOfMyBatis() {
		if (SQL_SESSION_FACTORY == null) {
			return null;
		}
		for (Object key : TransactionSynchronizationManager.getResourceMap().keySet()) {
			if (SQL_SESSION_FACTORY.isInstance(key) && isOnRoutingDataSource(key) && TransactionSynchronizationManager
				.getResource(dataSourceOf(key)) instanceof ConnectionHolder holder) {
				return holder;
			}
		}
		return null;
	}

	// A synchronization that is suspended gives a connection back which nobody holds
	static List<ResourceHolderSupport> keepOthers() {
		List<ResourceHolderSupport> others = new ArrayList<>();
		TransactionSynchronizationManager.getResourceMap().forEach((key, value) -> {
			if (value instanceof ConnectionHolder holder && !isOnRoutingDataSource(key)) {
				holder.requested();
				others.add(holder);
			}
		});
		return others;
	}

	static boolean isOnRoutingDataSource(Object key) {
		if (key instanceof DataSource dataSource) {
			return RoutingDataSource.isRouted(dataSource);
		}
		if (SQL_SESSION_FACTORY == null || !SQL_SESSION_FACTORY.isInstance(key)) {
			return false;
		}
		DataSource dataSource = dataSourceOf(key);
		return dataSource != null && RoutingDataSource.isRouted(dataSource);
	}

	private static @Nullable DataSource dataSourceOf(Object sqlSessionFactory) {
		return TransactionManagers.dataSourceOf(sqlSessionFactory, "configuration.environment.dataSource");
	}

}
