package io.github.poolstarter.tracking;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolExhaustedException;
import io.github.poolstarter.PoolRejectedException;
import io.github.poolstarter.pool.HeldConnection;

/**
 * Why a borrow got no connection, and what to say of it.
 */
final class FailedBorrow {

	private static final int WORST_HOLDERS = 3;

	private FailedBorrow() {
	}

	/**
	 * The flags that a borrow notes.
	 */
	static int reason(HikariDataSource dataSource, SQLException failure, boolean exhausted) {
		if (dataSource.isClosed() || failure instanceof PoolRejectedException) {
			return Borrow.REJECTED;
		}
		if (failure.getCause() instanceof InterruptedException) {
			return Borrow.INTERRUPTED;
		}
		if (failure instanceof SQLTransientConnectionException) {
			return (exhausted) ? Borrow.TIMED_OUT : Borrow.TIMED_OUT | Borrow.UNREACHABLE;
		}
		// The pool is suspended, or could not be started
		return Borrow.REJECTED;
	}

	/**
	 * The call-sites that hold the most connections.
	 */
	static List<PoolExhaustedException.Holder> worst(List<HeldConnection> held) {
		Map<String, List<HeldConnection>> bySite = new LinkedHashMap<>();
		for (HeldConnection connection : held) {
			bySite.computeIfAbsent(connection.callSite(), (site) -> new ArrayList<>()).add(connection);
		}
		List<PoolExhaustedException.Holder> holders = new ArrayList<>();
		bySite.forEach((site, connections) -> holders.add(new PoolExhaustedException.Holder(site, connections.size(),
				Duration.ofNanos(connections.stream().mapToLong(HeldConnection::heldNanos).max().orElse(0)))));
		holders.sort(Comparator.comparingInt(PoolExhaustedException.Holder::connections)
			.thenComparing(PoolExhaustedException.Holder::oldest)
			.reversed());
		return holders.stream().limit(WORST_HOLDERS).toList();
	}

}
