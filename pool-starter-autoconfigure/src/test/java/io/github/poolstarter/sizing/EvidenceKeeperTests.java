package io.github.poolstarter.sizing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.poolstarter.tracking.Borrow;
import io.github.poolstarter.tuning.Analysis;
import io.github.poolstarter.tuning.RecordedSettings;
import io.github.poolstarter.tuning.Simulation;
import io.github.poolstarter.tuning.SizeAims;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EvidenceKeeper}.
 */
class EvidenceKeeperTests {

	private static final long MINUTE = 60_000_000_000L;

	private static final long HOUR = 60 * MINUTE;

	private static final double WORK = 2e6;

	private final EvidenceKeeper keeper = new EvidenceKeeper(SizeAims.DEFAULT, -HOUR);

	private final List<Borrow> log = new ArrayList<>();

	private long now;

	@Test
	void limitOfTheServerIsRememberedWhileThePoolIsTooSmallToShowIt() {
		load(6, 2);
		assertThat(latest().knee().isServerBound()).isTrue();
		assertThat(this.keeper.earlier()).isEmpty();
		Analysis limit = latest();
		pass(5 * HOUR);
		load(2, 2);
		assertThat(latest().knee().isServerBound()).isFalse();
		assertThat(this.keeper.earlier()).contains(limit);
		pass(2 * HOUR);
		load(2, 2);
		assertThat(this.keeper.earlier()).doesNotContain(limit);
	}

	@Test
	void limitThatIsNotThereAnyMoreIsForgottenAfterAnHour() {
		load(6, 2);
		Analysis limit = latest();
		pass(10 * MINUTE);
		load(6, 6);
		assertThat(latest().knee().isServerBound()).isFalse();
		assertThat(this.keeper.earlier()).contains(limit);
		pass(HOUR);
		load(6, 6);
		assertThat(this.keeper.earlier()).doesNotContain(limit);
	}

	private Analysis latest() {
		return (Analysis) this.keeper.latest();
	}

	private void pass(long nanos) {
		this.now += nanos;
	}

	// Poisson arrivals for a server with some cores
	private void load(int size, int cores) {
		Random random = new Random(1);
		Simulation simulation = new Simulation(size).cores(cores);
		double time = 0;
		for (int i = 0; i < 4000; i++) {
			time -= WORK / 1.5 * Math.log(1 - random.nextDouble());
			simulation.arrive(time, -WORK * Math.log(1 - random.nextDouble()), i, 0);
		}
		// The resize, and then the load
		this.keeper.look(List.copyOf(this.log), RecordedSettings.fixed(size, MINUTE), Integer.MAX_VALUE, this.now);
		long begin = this.now;
		for (Borrow borrow : simulation.run()) {
			this.log.add(new Borrow(begin + borrow.arrivalNanos(), begin + borrow.grantNanos(),
					begin + borrow.releaseNanos(), borrow.busyNanos(), 0, borrow.threadHash(), 0));
			this.now = Math.max(this.now, begin + borrow.releaseNanos());
		}
		this.keeper.look(List.copyOf(this.log), RecordedSettings.fixed(size, MINUTE), Integer.MAX_VALUE, this.now);
	}

}
