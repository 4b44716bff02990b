package io.github.poolstarter.benchmarks.tuning;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.Knee;
import io.github.poolstarter.tuning.Load;
import io.github.poolstarter.tuning.PoolAdvice;
import io.github.poolstarter.tuning.PoolContext;
import io.github.poolstarter.tuning.PoolFindings;
import io.github.poolstarter.tuning.Rules;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Advises on a pool as in an application that has been running for an hour: by the same
 * rules, and with what such an application remembers of earlier windows, which are the
 * worst, the last that showed the server's limit, and the size that was suggested. To be
 * used by one thread.
 */
final class Adviser {

	private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

	private static final long LEAK_NANOS = Duration.ofMinutes(1).toNanos();

	private @Nullable Analysis latest;

	private @Nullable Analysis worst;

	private @Nullable Analysis serverBound;

	private @Nullable Integer standing;

	/**
	 * Look at what a pool has recorded since it was last looked at.
	 * @param pool the name of the pool
	 * @param recording what it has recorded
	 * @return what is to be done about it
	 */
	PoolAdvice advise(String pool, Recording recording) {
		Analysis analysis = recording.analysis();
		this.latest = analysis;
		this.worst = (this.worst == null || !this.worst.isWorseThan(analysis)) ? analysis : this.worst;
		this.serverBound = (analysis.knee().isServerBound()) ? analysis : this.serverBound;
		List<Analysis> earlier = Stream.of(this.worst, this.serverBound)
			.filter(Objects::nonNull)
			.filter((each) -> each != analysis)
			.distinct()
			.toList();
		PoolAdvice advice = Rules.apply(
				new PoolFindings(pool, recording.settings(), false, HOUR_NANOS, Load.of(recording.evidence()), analysis,
						earlier, List.of(), LEAK_NANOS, (site) -> pool, Map.of(), PoolContext.NONE, this.standing));
		this.standing = advice.size();
		return advice;
	}

	/**
	 * What the latest borrows say of the server.
	 * @return whether more connections get more done
	 */
	Knee knee() {
		Assert.state(this.latest != null, "Nothing was looked at");
		return this.latest.knee();
	}

}
