package io.github.poolstarter.routing;

import java.sql.Connection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import io.github.poolstarter.tracking.PoolTracker;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.resource.jdbc.spi.LogicalConnectionImplementor;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionProxy;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Takes connections from Hibernate sessions that are bound to the current thread and
 * outlive the work that they were used for. Such a session keeps its persistence context,
 * and takes another connection, of the route by then, when it needs one.
 */
final class OpenSessions {

	private static final boolean hibernatePresent = isPresent("org.hibernate.engine.spi.SessionImplementor")
			&& isPresent("org.springframework.orm.jpa.EntityManagerHolder");

	private OpenSessions() {
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, OpenSessions.class.getClassLoader());
	}

	/**
	 * Whether the thread may have an open session.
	 */
	static boolean mayBeBound() {
		return hibernatePresent && !TransactionSynchronizationManager.getResourceMap().isEmpty();
	}

	/**
	 * Give back the connections of other pools than the one that the next work is routed
	 * to.
	 */
	static Set<Object> leaveOtherThan(String pool) {
		return (mayBeBound()) ? Hibernate.leaveOtherThan(pool) : Set.of();
	}

	/**
	 * The pool of an open session of a {@code LocalSessionFactoryBean}. Spring gives such
	 * a session its connection, so it can't take another.
	 * @return the name of another pool, {@code null} where no session has a connection of
	 * one
	 */
	static @Nullable String poolOfNativeSession(String requested) {
		return (mayBeBound()) ? Hibernate.poolOfNativeSession(requested) : null;
	}

	/**
	 * What needs Hibernate's classes.
	 */
	static final class Hibernate {

		private Hibernate() {
		}

		private static Set<Object> leaveOtherThan(String pool) {
			Set<Object> inUse = Set.of();
			for (Map.Entry<Object, Object> resource : TransactionSynchronizationManager.getResourceMap().entrySet()) {
				if (resource.getKey() instanceof EntityManagerFactoryInfo factory
						&& resource.getValue() instanceof EntityManagerHolder holder
						&& holder.getEntityManager().isOpen() && isRouted(factory)
						&& !leaveOtherThan(pool, holder.getEntityManager().unwrap(SessionImplementor.class))) {
					inUse = (inUse.isEmpty()) ? new HashSet<>() : inUse;
					inUse.add(factory);
				}
			}
			return inUse;
		}

		private static boolean leaveOtherThan(String pool, SessionImplementor session) {
			LogicalConnectionImplementor connection = connectionOfOther(session, pool);
			if (connection == null || session.isTransactionInProgress()) {
				return true;
			}
			if (connection.getResourceRegistry().hasRegisteredResources()) {
				return false;
			}
			connection.manualDisconnect();
			return true;
		}

		private static @Nullable String poolOfNativeSession(String requested) {
			for (Map.Entry<Object, Object> resource : TransactionSynchronizationManager.getResourceMap().entrySet()) {
				if (resource.getKey() instanceof SessionFactory
						&& !(resource.getKey() instanceof EntityManagerFactoryInfo)
						&& resource.getValue() instanceof EntityManagerHolder holder
						&& holder.getEntityManager().isOpen()) {
					LogicalConnectionImplementor connection = connectionOfOther(
							holder.getEntityManager().unwrap(SessionImplementor.class), requested);
					if (connection != null) {
						return PoolTracker.poolOf(connection.getPhysicalConnection());
					}
				}
			}
			return null;
		}

		private static boolean isRouted(EntityManagerFactoryInfo factory) {
			DataSource dataSource = factory.getDataSource();
			return dataSource != null && RoutingDataSource.isRouted(dataSource)
					&& factory.getNativeEntityManagerFactory() instanceof SessionFactory;
		}

		/**
		 * The connection of a session, if it is of another pool than the given one.
		 * @return the connection, {@code null} where the session has none or one of the
		 * pool
		 */
		static @Nullable LogicalConnectionImplementor connectionOfOther(SessionImplementor session, String pool) {
			LogicalConnectionImplementor connection = session.getJdbcCoordinator().getLogicalConnection();
			return (connection.isPhysicallyConnected() && !isOfPool(connection.getPhysicalConnection(), pool))
					? connection : null;
		}

		private static boolean isOfPool(Connection connection, String pool) {
			// What is fetched lazily is not asked: that would be to fetch it
			return !(connection instanceof ConnectionProxy) && pool.equals(PoolTracker.poolOf(connection));
		}

	}

}
