package io.github.poolstarter.metrics;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallSiteSums}.
 */
class CallSiteSumsTests {

	private final CallSiteSums sums = new CallSiteSums();

	@Test
	void everyCallSiteHasItsSum() {
		add("MenuService.generate", 3, 300);
		add("RecipeService.find", 1, 10);
		add("MenuService.generate", 5, 600);
		assertThat(this.sums.callSites()).containsExactly(CallSiteSums.OTHER, "MenuService.generate",
				"RecipeService.find");
		assertThat(this.sums.count("MenuService.generate")).isEqualTo(5);
		assertThat(this.sums.nanos("MenuService.generate")).isEqualTo(600);
		assertThat(this.sums.count("RecipeService.find")).isOne();
		assertThat(this.sums.count(CallSiteSums.OTHER)).isZero();
	}

	@Test
	void fiftyCallSitesHaveTheirOwnSumAndAllOthersShareOne() {
		IntStream.range(0, 80).forEach((i) -> add("Site.number" + i, 2, 100));
		assertThat(this.sums.callSites()).hasSize(CallSiteSums.MAXIMUM + 1)
			.contains("Site.number49")
			.doesNotContain("Site.number50");
		assertThat(this.sums.count(CallSiteSums.OTHER)).isEqualTo(60);
		assertThat(this.sums.nanos(CallSiteSums.OTHER)).isEqualTo(3000);
		add("Site.number79", 3, 150);
		add("Site.number0", 3, 150);
		assertThat(this.sums.count(CallSiteSums.OTHER)).isEqualTo(61);
		assertThat(this.sums.count("Site.number0")).isEqualTo(3);
	}

	@Test
	void callSiteOfTheNameOfTheOthersIsOneOfThem() {
		add(CallSiteSums.OTHER, 4, 400);
		assertThat(this.sums.callSites()).containsExactly(CallSiteSums.OTHER);
		assertThat(this.sums.count(CallSiteSums.OTHER)).isEqualTo(4);
	}

	@Test
	void estimatesOfACallSiteAddToWhatWasCounted() {
		add("MenuService.generate", 3, 300);
		this.sums.add(new CallSiteSums.Source("MenuService.generate", true), 2, 100, 10);
		add("MenuService.generate", 4, 350);
		assertThat(this.sums.count("MenuService.generate")).isEqualTo(24);
		assertThat(this.sums.nanos("MenuService.generate")).isEqualTo(1350);
	}

	private void add(String callSite, long count, long nanos) {
		this.sums.add(new CallSiteSums.Source(callSite, false), count, nanos, 1);
	}

}
