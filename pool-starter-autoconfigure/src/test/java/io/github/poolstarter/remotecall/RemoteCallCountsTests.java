package io.github.poolstarter.remotecall;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.poolstarter.remotecall.RemoteCallCounts.Holder;
import io.github.poolstarter.remotecall.RemoteCallCounts.Snapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RemoteCallCounts}.
 */
class RemoteCallCountsTests {

	private final RemoteCallCounts counts = new RemoteCallCounts();

	@Test
	void figuresAreKeptForEachPoolAndCallSite() {
		this.counts.ended(new Holder("ai", "Planner.plan"), 5);
		this.counts.ended(new Holder("ai", "Planner.plan"), 7);
		this.counts.ended(new Holder("ai", "Planner.plan"), 6);
		this.counts.ended(new Holder("ai", "Importer.load"), 3);
		this.counts.ended(new Holder("general", "Planner.plan"), 2);
		assertThat(this.counts.snapshot())
			.containsEntry("ai", Map.of("Planner.plan", new Snapshot(3, 18, 7), "Importer.load", new Snapshot(1, 3, 3)))
			.containsEntry("general", Map.of("Planner.plan", new Snapshot(1, 2, 2)))
			.hasSize(2);
	}

	@Test
	void callSitesBeyondTheBoundAreOneOfTheirPool() {
		for (int i = 0; i < RemoteCallCounts.MAXIMUM; i++) {
			this.counts.ended(new Holder("ai", "Planner.plan" + i), 1);
		}
		this.counts.ended(new Holder("ai", "Late.one"), 2);
		this.counts.ended(new Holder("ai", "Late.two"), 3);
		this.counts.ended(new Holder("general", "Late.one"), 4);
		this.counts.ended(new Holder("ai", "Planner.plan0"), 1);
		Map<String, Map<String, Snapshot>> snapshot = this.counts.snapshot();
		assertThat(snapshot.get("ai")).hasSize(RemoteCallCounts.MAXIMUM + 1)
			.containsEntry("other", new Snapshot(2, 5, 3))
			.containsEntry("Planner.plan0", new Snapshot(2, 2, 1));
		assertThat(snapshot).containsEntry("general", Map.of("other", new Snapshot(1, 4, 4)));
	}

	@Test
	void noCallIsLostWhereThreadsCountAtOnce() {
		CompletableFuture
			.allOf(IntStream.range(0, 4)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> IntStream.range(0, 10_000)
					.forEach((call) -> this.counts.ended(new Holder("ai", "Planner.plan"), 2))))
				.toArray(CompletableFuture<?>[]::new))
			.join();
		assertThat(this.counts.snapshot()).containsEntry("ai", Map.of("Planner.plan", new Snapshot(40_000, 80_000, 2)));
	}

	@Test
	void figuresCanBeSetBack() {
		this.counts.ended(new Holder("ai", "Planner.plan"), 5);
		Map<String, Map<String, Snapshot>> before = this.counts.snapshot();
		this.counts.reset();
		assertThat(before).hasSize(1);
		assertThat(this.counts.snapshot()).isEmpty();
		this.counts.ended(new Holder("ai", "Planner.plan"), 1);
		assertThat(this.counts.snapshot()).containsEntry("ai", Map.of("Planner.plan", new Snapshot(1, 1, 1)));
	}

}
