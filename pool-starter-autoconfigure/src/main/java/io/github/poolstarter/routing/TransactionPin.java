package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The pool that a transaction of the current thread is pinned to, from before its
 * connection is taken until after its end. Transactions that suspend one another stack.
 * <p>
 * A pin says where the transaction's connection comes from whenever it is fetched: at
 * once, or with a lazy data source or Hibernate at the first statement, when a nested
 * call may have set another route long since. It holds while its transaction does; one
 * that is suspended, without another in its place, leaves the thread to its route.
 */
final class TransactionPin {

	private static final ThreadLocal<@Nullable TransactionPin> current = new NamedThreadLocal<>(
			"Pool of the current transaction");

	private final ManagedPool pool;

	private final RouteSource source;

	private final TransactionExecution transaction;

	private final @Nullable TransactionPin outer;

	private boolean beginning = true;

	private TransactionPin(ManagedPool pool, RouteSource source, TransactionExecution transaction,
			@Nullable TransactionPin outer) {
		this.pool = pool;
		this.source = source;
		this.transaction = transaction;
		this.outer = outer;
	}

	/**
	 * Pin the transaction that is about to begin on the current thread.
	 * @param pool the pool of the transaction
	 * @param source what decided on the pool
	 * @param transaction the transaction
	 */
	static void begin(ManagedPool pool, RouteSource source, TransactionExecution transaction) {
		current.set(new TransactionPin(pool, source, transaction, innermost()));
	}

	/**
	 * Note that a transaction has begun.
	 * @param transaction the transaction
	 */
	static void begun(TransactionExecution transaction) {
		TransactionPin pin = current.get();
		if (pin != null && pin.transaction == transaction) {
			pin.beginning = false;
		}
	}

	/**
	 * Take the pin of a transaction off the current thread, with those above it, which
	 * can only be left over.
	 * @param transaction the transaction, which has ended or failed to begin
	 */
	static void end(TransactionExecution transaction) {
		TransactionPin pin = current.get();
		while (pin != null && pin.transaction != transaction) {
			pin = pin.outer;
		}
		if (pin != null) {
			set(pin.outer);
		}
	}

	/**
	 * The pin that holds for the current thread.
	 * @return the pin, or {@code null} outside transactions
	 */
	static @Nullable TransactionPin current() {
		TransactionPin pin = innermost();
		return (pin != null && pin.holds()) ? pin : null;
	}

	private static @Nullable TransactionPin innermost() {
		TransactionPin pin = current.get();
		if (pin != null && pin.transaction.isCompleted()) {
			do {
				pin = pin.outer;
			}
			while (pin != null && pin.transaction.isCompleted());
			set(pin);
		}
		return pin;
	}

	private static void set(@Nullable TransactionPin pin) {
		if (pin != null) {
			current.set(pin);
		}
		else {
			current.remove();
		}
	}

	private boolean holds() {
		return this.beginning || TransactionSynchronizationManager.isActualTransactionActive();
	}

	ManagedPool pool() {
		return this.pool;
	}

	RouteSource source() {
		return this.source;
	}

	boolean readOnly() {
		return this.transaction.isReadOnly();
	}

	String transactionName() {
		return this.transaction.getTransactionName();
	}

}
