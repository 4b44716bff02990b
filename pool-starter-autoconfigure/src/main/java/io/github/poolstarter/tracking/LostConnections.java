package io.github.poolstarter.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.poolstarter.pool.HeldConnection;
import org.jspecify.annotations.Nullable;

/**
 * The connections that HikariCP lends and nobody has. It alone knows that it does, but
 * not which.
 */
final class LostConnections {

	private static final int LOOKS = 3;

	private volatile List<LostConnection> lost = List.of();

	// Who was interrupted by an error while HikariCP may have had a connection for it
	private volatile @Nullable LostConnection interrupted;

	LostConnections() {
		// A class that a stack overflow keeps from being initialized is lost for good
		LostConnection.byNobody(System.nanoTime());
	}

	void interrupted(BorrowContext context, CallSite site) {
		this.interrupted = new LostConnection(site.name(), context.thread(), System.nanoTime());
	}

	// As HikariCP is asked in the middle of all that goes on, the least of a few answers
	// counts
	void look(HikariPoolMXBean hikari, IntSupplier inUse) {
		int missing = Integer.MAX_VALUE;
		for (int i = 0; i < LOOKS && missing > 0; i++) {
			missing = Math.min(missing, Math.max(0, hikari.getActiveConnections() - inUse.getAsInt()));
		}
		if (missing != this.lost.size()) {
			List<LostConnection> lost = new ArrayList<>(this.lost.subList(0, Math.min(missing, this.lost.size())));
			while (lost.size() < missing) {
				LostConnection interrupted = this.interrupted;
				lost.add((interrupted != null) ? interrupted : LostConnection.byNobody(System.nanoTime()));
			}
			this.lost = List.copyOf(lost);
		}
		this.interrupted = null;
	}

	Stream<@Nullable HeldConnection> held(String pool, @Nullable String replica) {
		return this.lost.stream().map((connection) -> connection.held(pool, replica));
	}

}
