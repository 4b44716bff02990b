package io.github.poolstarter.sample;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.poolstarter.sample.menu.MenuModel;
import io.github.poolstarter.sample.menu.PlannedMeal;
import io.github.poolstarter.sample.recipe.RecipeSummary;

/**
 * A model that thinks for as long as the test wants it to.
 */
public class GatedMenuModel implements MenuModel {

	private final MenuModel model;

	private volatile CountDownLatch gate = new CountDownLatch(0);

	public GatedMenuModel(MenuModel model) {
		this.model = model;
	}

	public void hold() {
		this.gate = new CountDownLatch(1);
	}

	public void release() {
		this.gate.countDown();
	}

	@Override
	public List<PlannedMeal> plan(int days, List<RecipeSummary> candidates) {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		return this.model.plan(days, candidates);
	}

}
