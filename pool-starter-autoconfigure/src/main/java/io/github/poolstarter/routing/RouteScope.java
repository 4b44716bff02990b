package io.github.poolstarter.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.tracking.BorrowContext;
import io.github.poolstarter.tracking.Work;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * The time in which a thread works on a route while something may be bound to it: sees
 * that the work gets connections of its own pool, or that the conflict is known.
 * <p>
 * A transaction keeps its connection. But where there is none on the routing data source
 * ({@code SUPPORTS}, {@code NOT_SUPPORTED}, {@code NEVER}, a transaction of another data
 * source), Spring's synchronization still binds the first connection until its own end,
 * and the data source is not asked again. So what is bound by way of a synchronization is
 * suspended while work on another pool runs, and what that work binds is released when it
 * ends. All else (callbacks, resources of other data sources, JPA's persistence context)
 * stays as it is. Used by one thread.
 */
final class RouteScope {

	// Who binds connections by way of a synchronization. Their classes are private
	private static final List<String> BINDING = List.of("org.springframework.jdbc.datasource.",
			"org.springframework.orm.jpa.EntityManagerFactoryUtils", "org.mybatis.spring.");

	private final ManagedPool outerPool;

	// Null where nothing had to be suspended for the work, and it shares what is bound
	private final @Nullable Set<TransactionSynchronization> before;

	private final List<TransactionSynchronization> suspended;

	// By their keys, the open sessions that can't give their connection back
	private final Set<Object> sessions;

	private final Map<Object, Object> unbound = new HashMap<>();

	// What MyBatis had bound, which keeps its connection while it is suspended
	private final @Nullable ConnectionHolder ofMyBatis;

	private RouteScope(ManagedPool outerPool, Set<Object> sessions, boolean ownConnection) {
		this.outerPool = outerPool;
		this.sessions = sessions;
		if (ownConnection) {
			List<TransactionSynchronization> registered = TransactionSynchronizationManager.getSynchronizations();
			this.ofMyBatis = BoundConnections.holderOfMyBatis();
			this.suspended = suspendRouted(registered);
			if (!this.suspended.isEmpty()) {
				registered = without(registered, this.suspended);
				replaceSynchronizations(registered);
			}
			this.before = identitySet(registered);
		}
		else {
			this.ofMyBatis = null;
			this.suspended = List.of();
			this.before = null;
		}
		for (Object session : sessions) {
			Object resource = TransactionSynchronizationManager.unbindResourceIfPossible(session);
			if (resource != null) {
				this.unbound.put(session, resource);
			}
		}
	}

	/**
	 * Whether anything may be bound to a thread that routed work would meet.
	 */
	static boolean isNeeded(BorrowContext context) {
		return context.transaction() != null || TransactionSynchronizationManager.isSynchronizationActive()
				|| OpenSessions.mayBeBound();
	}

	/**
	 * Prepare a thread for work on a route. To be called before the route is set.
	 * @return the scope, to be ended by the caller; {@code null} where nothing is to be
	 * ended
	 */
	static @Nullable RouteScope begin(BorrowContext context, Route requested, boolean ownTransaction,
			RouteConflicts conflicts) {
		TransactionPin pin = TransactionPin.of(context);
		if (pin != null) {
			if (!ownTransaction && pin.pool() != requested.pool()) {
				conflicts.report(requested, pin.pool().name());
			}
			return null;
		}
		Route outer = RouteContext.of(context);
		ManagedPool outerPool = (outer != null) ? outer.pool() : conflicts.defaultPool();
		Set<Object> sessions = OpenSessions.leaveOtherThan(requested.pool().name());
		boolean ownConnection = TransactionSynchronizationManager.isSynchronizationActive()
				&& (outerPool != requested.pool() || !sessions.isEmpty());
		RouteScope scope = new RouteScope(outerPool, sessions, ownConnection);
		if (ownConnection && !ownTransaction) {
			scope.check(requested, conflicts);
		}
		return scope;
	}

	private void check(Route requested, RouteConflicts conflicts) {
		String name = requested.pool().name();
		try {
			String ofTransaction = BoundConnections.poolOfTransaction(name);
			String ofSession = OpenSessions.poolOfNativeSession(name);
			String kept = (this.ofMyBatis != null && this.ofMyBatis.isOpen())
					? BoundConnections.poolOf(this.ofMyBatis, name) : null;
			if (ofTransaction != null) {
				conflicts.report(requested, ofTransaction);
			}
			else if (ofSession != null) {
				conflicts.reportSession(requested, ofSession);
			}
			else if (kept != null) {
				conflicts.reportHeld(requested, kept);
			}
		}
		catch (RuntimeException | Error ex) {
			end(false);
			throw ex;
		}
	}

	/**
	 * Give back the connections that are bound and not in use, so that the next work
	 * takes others.
	 */
	static void giveBackUnused() {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			return;
		}
		List<ResourceHolderSupport> others = BoundConnections.keepOthers();
		try {
			TransactionSynchronizationManager.getSynchronizations()
				.stream()
				.filter(RouteScope::mayBind)
				.forEach((synchronization) -> {
					synchronization.suspend();
					synchronization.resume();
				});
		}
		finally {
			others.forEach(ResourceHolderSupport::released);
		}
	}

	/**
	 * End a scope, and set the thread back to the work that it did before.
	 * @param scope the scope, {@code null} where there is none
	 */
	static void end(@Nullable RouteScope scope, boolean completed, BorrowContext context, @Nullable Work outer) {
		try {
			if (scope != null) {
				scope.end(completed);
			}
		}
		finally {
			context.work(outer);
		}
	}

	private void end(boolean completed) {
		try {
			if (this.before != null) {
				end(this.before, completed);
			}
		}
		finally {
			this.unbound.forEach(TransactionSynchronizationManager::bindResource);
			OpenSessions.leaveOtherThan(this.outerPool.name());
		}
	}

	private void end(Set<TransactionSynchronization> before, boolean completed) {
		if (!TransactionSynchronizationManager.isSynchronizationActive() || TransactionPin.current() != null) {
			release(this.suspended);
			return;
		}
		List<TransactionSynchronization> registered = TransactionSynchronizationManager.getSynchronizations();
		List<TransactionSynchronization> ended = suspendRouted(without(registered, before));
		if (ended.isEmpty() && this.suspended.isEmpty()) {
			return;
		}
		List<TransactionSynchronization> kept = new ArrayList<>(without(registered, ended));
		try {
			complete(ended, completed, kept);
		}
		finally {
			replaceSynchronizations(kept);
			resume(this.suspended);
		}
	}

	// The work has ended the scope around it by hand, or has begun a transaction that
	// goes on: what was suspended has nothing to come back to. Each takes what is bound
	// now for its own.
	private void release(List<TransactionSynchronization> suspended) {
		Map<Object, Object> bound = new HashMap<>(TransactionSynchronizationManager.getResourceMap());
		bound.keySet().removeIf((key) -> !isRouted(key));
		bound.keySet().forEach(TransactionSynchronizationManager::unbindResource);
		try {
			TransactionSynchronizationUtils.invokeAfterCompletion(suspended, TransactionSynchronization.STATUS_UNKNOWN);
		}
		finally {
			bound.forEach(TransactionSynchronizationManager::bindResource);
		}
	}

	// As Spring does at the end of a scope without a transaction
	private void complete(List<TransactionSynchronization> ended, boolean completed,
			List<TransactionSynchronization> kept) {
		if (ended.isEmpty()) {
			return;
		}
		replaceSynchronizations(List.of());
		resume(ended);
		boolean committed = false;
		try {
			if (completed) {
				TransactionSynchronizationUtils
					.triggerBeforeCommit(TransactionSynchronizationManager.isCurrentTransactionReadOnly());
				committed = true;
			}
		}
		finally {
			TransactionSynchronizationUtils.triggerBeforeCompletion();
			List<TransactionSynchronization> registered = TransactionSynchronizationManager.getSynchronizations();
			List<TransactionSynchronization> open = suspendRouted(registered);
			TransactionSynchronizationUtils.invokeAfterCompletion(without(registered, open), (committed)
					? TransactionSynchronization.STATUS_COMMITTED : TransactionSynchronization.STATUS_ROLLED_BACK);
			if (!open.isEmpty()) {
				kept.add(new StillOpen(open));
			}
		}
	}

	// Those that hold a connection of the routing data source are known by what they
	// unbind. An application's own are not asked
	private List<TransactionSynchronization> suspendRouted(Collection<TransactionSynchronization> candidates) {
		int bound = countRouted();
		if (bound == 0 || candidates.isEmpty()) {
			return List.of();
		}
		List<TransactionSynchronization> suspended = new ArrayList<>();
		List<ResourceHolderSupport> others = BoundConnections.keepOthers();
		try {
			for (TransactionSynchronization candidate : candidates) {
				if (!mayBind(candidate)) {
					continue;
				}
				candidate.suspend();
				int left = countRouted();
				if (left < bound) {
					suspended.add(candidate);
					bound = left;
				}
				else {
					candidate.resume();
				}
			}
		}
		catch (RuntimeException | Error ex) {
			suspended.forEach(TransactionSynchronization::resume);
			throw ex;
		}
		finally {
			others.forEach(ResourceHolderSupport::released);
		}
		return suspended;
	}

	private static boolean mayBind(TransactionSynchronization synchronization) {
		String type = synchronization.getClass().getName();
		return BINDING.stream().anyMatch(type::startsWith);
	}

	private int countRouted() {
		int count = 0;
		for (Object key : TransactionSynchronizationManager.getResourceMap().keySet()) {
			if (isRouted(key)) {
				count++;
			}
		}
		return count;
	}

	private boolean isRouted(Object key) {
		return this.sessions.contains(key) || BoundConnections.isOnRoutingDataSource(key);
	}

	private static void resume(List<TransactionSynchronization> suspended) {
		for (TransactionSynchronization synchronization : suspended) {
			synchronization.resume();
			TransactionSynchronizationManager.registerSynchronization(synchronization);
		}
	}

	private static void replaceSynchronizations(Collection<TransactionSynchronization> synchronizations) {
		TransactionSynchronizationManager.clearSynchronization();
		TransactionSynchronizationManager.initSynchronization();
		synchronizations.forEach(TransactionSynchronizationManager::registerSynchronization);
	}

	private static List<TransactionSynchronization> without(List<TransactionSynchronization> all,
			Collection<TransactionSynchronization> some) {
		if (some.isEmpty()) {
			return all;
		}
		Set<TransactionSynchronization> excluded = identitySet(some);
		return all.stream().filter((synchronization) -> !excluded.contains(synchronization)).toList();
	}

	private static Set<TransactionSynchronization> identitySet(Collection<TransactionSynchronization> all) {
		Set<TransactionSynchronization> set = Collections.newSetFromMap(new IdentityHashMap<>());
		set.addAll(all);
		return set;
	}

	/**
	 * Releases, with the outer scope, what the work has left in use: a stream of rows
	 * that it has returned, and nobody has closed.
	 */
	private record StillOpen(List<TransactionSynchronization> open) implements TransactionSynchronization {

		@Override
		public void afterCompletion(int status) {
			TransactionSynchronizationUtils.invokeAfterCompletion(this.open, status);
		}

	}

}
