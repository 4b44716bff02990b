package io.github.poolstarter.jdbc;

import java.util.Collection;
import java.util.List;

/**
 * Several gates that are suspended, resumed and closed together: that of a pool's own
 * connections, and those of its replicas. Each keeps its own borrowers, and has its own
 * bound on those who wait. Safe for use by several threads.
 */
public final class GateGroup implements PoolGate {

	private final List<PoolGate> gates;

	public GateGroup(Collection<? extends PoolGate> gates) {
		this.gates = List.copyOf(gates);
	}

	@Override
	public void suspend() {
		this.gates.forEach(PoolGate::suspend);
	}

	@Override
	public void resume() {
		this.gates.forEach(PoolGate::resume);
	}

	@Override
	public boolean isSuspended() {
		return this.gates.stream().anyMatch(PoolGate::isSuspended);
	}

	@Override
	public int waiting() {
		return this.gates.stream().mapToInt(PoolGate::waiting).sum();
	}

	@Override
	public void close() {
		this.gates.forEach(PoolGate::close);
	}

}
