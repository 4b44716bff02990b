package io.github.poolstarter.sample.menu;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.poolstarter.sample.SampleProperties;
import io.github.poolstarter.sample.recipe.Meal;
import io.github.poolstarter.sample.recipe.RecipeSummary;

import org.springframework.stereotype.Component;

/**
 * Stands in for a real model: takes its time, and then takes the candidates as they come.
 */
@Component
class SimulatedMenuModel implements MenuModel {

	private final Duration delay;

	SimulatedMenuModel(SampleProperties properties) {
		this.delay = properties.modelDelay();
	}

	@Override
	public List<PlannedMeal> plan(int days, List<RecipeSummary> candidates) {
		think();
		Map<Meal, List<RecipeSummary>> byMeal = candidates.stream().collect(Collectors.groupingBy(RecipeSummary::meal));
		return IntStream.rangeClosed(1, days).boxed().flatMap((day) -> planDay(day, byMeal)).toList();
	}

	private void think() {
		try {
			Thread.sleep(this.delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the model", ex);
		}
	}

	private Stream<PlannedMeal> planDay(int day, Map<Meal, List<RecipeSummary>> candidates) {
		return candidates.entrySet().stream().map((entry) -> {
			List<RecipeSummary> recipes = entry.getValue();
			return new PlannedMeal(day, entry.getKey(), recipes.get(day % recipes.size()).id());
		});
	}

}
