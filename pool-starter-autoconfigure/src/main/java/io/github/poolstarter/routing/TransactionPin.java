package io.github.poolstarter.routing;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.CallSite;
import io.github.poolstarter.tracking.RouteSource;
import io.github.poolstarter.tracking.Work;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The pool that a transaction of the current thread is pinned to, from before its
 * connection is taken until after its end. Transactions that suspend one another stack.
 * <p>
 * A pin says where the transaction's connection comes from whenever it is fetched: at
 * once, or with a lazy data source or Hibernate at the first statement, when a nested
 * call may have set another route long since. It holds while the transaction's connection
 * is bound to the thread: not while it is suspended, whatever else is active then.
 */
final class TransactionPin extends Work {

	private final ManagedPool pool;

	private final TransactionExecution transaction;

	private final @Nullable Route route;

	private final @Nullable TransactionPin outer;

	private boolean beginning = true;

	private @Nullable ConnectionHolder holder;

	private TransactionPin(ManagedPool pool, RouteSource source, TransactionExecution transaction,
			@Nullable CallSite callSite, @Nullable Route route, @Nullable TransactionPin outer) {
		super(callSite, pool.name(), source);
		this.pool = pool;
		this.transaction = transaction;
		this.route = route;
		this.outer = outer;
	}

	/**
	 * Pin the transaction that is about to begin on the current thread.
	 * @param callSite where its borrows are attributed to, {@code null} where that is not
	 * known
	 * @param route the route that it begins on, {@code null} where there is none
	 */
	static void begin(ManagedPool pool, RouteSource source, TransactionExecution transaction,
			@Nullable CallSite callSite, @Nullable Route route) {
		BorrowContext context = BorrowContext.current();
		context.transaction(new TransactionPin(pool, source, transaction, callSite, route, innermost(context)));
	}

	/**
	 * Note that a transaction has begun.
	 */
	static void begun(TransactionExecution transaction) {
		TransactionPin pin = (TransactionPin) BorrowContext.current().transaction();
		if (pin != null && pin.transaction == transaction) {
			pin.beginning = false;
			pin.holder = holderOf(transaction);
		}
	}

	private static @Nullable ConnectionHolder holderOf(TransactionExecution transaction) {
		return (transaction instanceof DefaultTransactionStatus status
				&& status.getTransaction() instanceof JdbcTransactionObjectSupport jdbc && jdbc.hasConnectionHolder())
						? jdbc.getConnectionHolder() : null;
	}

	/**
	 * Take the pin of a transaction off the current thread, with those above it, which
	 * can only be left over.
	 */
	static void end(TransactionExecution transaction) {
		BorrowContext context = BorrowContext.current();
		TransactionPin pin = (TransactionPin) context.transaction();
		while (pin != null && pin.transaction != transaction) {
			pin = pin.outer;
		}
		if (pin != null) {
			context.transaction(pin.outer);
		}
	}

	/**
	 * The pin that holds for the current thread.
	 * @return the pin, or {@code null} outside transactions
	 */
	static @Nullable TransactionPin current() {
		return of(BorrowContext.current());
	}

	/**
	 * The pin that holds for a thread.
	 * @return the pin, or {@code null} outside transactions
	 */
	static @Nullable TransactionPin of(BorrowContext context) {
		if (context.transaction() == null) {
			return null;
		}
		TransactionPin pin = innermost(context);
		return (pin != null && pin.holds()) ? pin : null;
	}

	private static @Nullable TransactionPin innermost(BorrowContext context) {
		TransactionPin pin = (TransactionPin) context.transaction();
		if (pin != null && pin.transaction.isCompleted()) {
			do {
				pin = pin.outer;
			}
			while (pin != null && pin.transaction.isCompleted());
			context.transaction(pin);
		}
		return pin;
	}

	private boolean holds() {
		if (this.beginning || this.holder == null) {
			return this.beginning || TransactionSynchronizationManager.isActualTransactionActive();
		}
		return TransactionSynchronizationManager.getResourceMap().containsValue(this.holder);
	}

	ManagedPool pool() {
		return this.pool;
	}

	boolean readOnly() {
		return this.transaction.isReadOnly();
	}

	@Override
	protected String reason() {
		if (this.route != null) {
			return this.route.reason();
		}
		CallSite site = callSite();
		return ((readOnly()) ? "the read-only transaction" : "the transaction")
				+ ((site != null) ? " of " + site.name() : "");
	}

}
