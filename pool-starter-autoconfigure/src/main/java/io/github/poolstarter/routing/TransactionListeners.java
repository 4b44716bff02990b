package io.github.poolstarter.routing;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * The listeners of a routed transaction manager. Spring tells nobody when a listener
 * throws, so a transaction is pinned after all others have let it begin, and its pin is
 * taken off before any other hears of its end. As for Spring's own list, listeners are
 * added before the manager is used.
 */
final class TransactionListeners extends AbstractCollection<TransactionExecutionListener> {

	private static final TransactionExecutionListener PIN = new PinListener();

	private final List<TransactionExecutionListener> all = new ArrayList<>();

	private final int last;

	TransactionListeners(Collection<TransactionExecutionListener> others, List<TransactionExecutionListener> last) {
		this.all.add(PIN);
		this.all.addAll(others);
		this.all.addAll(last);
		this.last = last.size();
	}

	@Override
	public boolean add(TransactionExecutionListener listener) {
		this.all.add(size() - this.last, listener);
		return true;
	}

	@Override
	public Iterator<TransactionExecutionListener> iterator() {
		return this.all.iterator();
	}

	@Override
	public int size() {
		return this.all.size();
	}

	private static final class PinListener implements TransactionExecutionListener {

		@Override
		public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
			if (beginFailure != null) {
				TransactionPin.end(transaction);
			}
			else {
				TransactionPin.begun(transaction);
			}
		}

		@Override
		public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
			TransactionPin.end(transaction);
		}

		@Override
		public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
			TransactionPin.end(transaction);
		}

	}

}
