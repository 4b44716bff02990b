package io.github.poolstarter.routing;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.resource.jdbc.spi.LogicalConnectionImplementor;
import org.jspecify.annotations.Nullable;

import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Lets a Hibernate session that outlives its transactions go from one pool to another.
 * <p>
 * A session that was opened for a web request ({@code spring.jpa.open-in-view}) keeps the
 * connection of its first transaction to the end of the request, and would use it for the
 * next transaction too, whatever pool that one is routed to. So a connection of another
 * pool is given back before a transaction begins; the session takes a new one when it
 * needs it. Safe for use by several threads.
 */
final class OpenSessionListener implements TransactionExecutionListener {

	private static final boolean hibernatePresent = ClassUtils.isPresent("org.hibernate.engine.spi.SessionImplementor",
			OpenSessionListener.class.getClassLoader());

	private final EntityManagerFactory entityManagerFactory;

	private OpenSessionListener(EntityManagerFactory entityManagerFactory) {
		this.entityManagerFactory = entityManagerFactory;
	}

	/**
	 * Create a listener for a transaction manager of JPA.
	 * @return the listener, {@code null} where Hibernate is not its provider
	 */
	static @Nullable OpenSessionListener of(JpaTransactionManager manager) {
		EntityManagerFactory factory = manager.getEntityManagerFactory();
		return (hibernatePresent && factory != null) ? new OpenSessionListener(factory) : null;
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		TransactionPin pin = TransactionPin.current();
		if (transaction.isNewTransaction() && pin != null && TransactionSynchronizationManager
			.getResource(this.entityManagerFactory) instanceof EntityManagerHolder holder) {
			try {
				leaveOtherThan(pin.pool().name(), holder);
			}
			catch (RuntimeException | Error ex) {
				TransactionPin.end(transaction);
				throw ex;
			}
		}
	}

	private static void leaveOtherThan(String pool, EntityManagerHolder holder) {
		LogicalConnectionImplementor connection = OpenSessions.Hibernate
			.connectionOfOther(holder.getEntityManager().unwrap(SessionImplementor.class), pool);
		if (connection != null) {
			connection.manualDisconnect();
		}
	}

}
