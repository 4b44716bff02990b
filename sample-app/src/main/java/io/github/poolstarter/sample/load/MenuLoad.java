package io.github.poolstarter.sample.load;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.sample.menu.MenuService;
import io.github.poolstarter.sample.recipe.RecipeService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Asks for a menu a second, and then for the latest menus and a few recipes, where
 * {@code sample.load.enabled} is set. Safe for use by several threads.
 */
@Component
@ConditionalOnProperty("sample.load.enabled")
class MenuLoad implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(MenuLoad.class);

	private static final int CALLERS = 3;

	private static final int A_WEEK = 7;

	private static final int LATEST = 20;

	private static final int RECIPES = 10;

	private final MenuService menus;

	private final RecipeService recipes;

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(CALLERS);

	MenuLoad(MenuService menus, RecipeService recipes) {
		this.menus = menus;
		this.recipes = recipes;
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		for (int caller = 0; caller < CALLERS; caller++) {
			this.executor.scheduleAtFixedRate(this::ask, caller, CALLERS, TimeUnit.SECONDS);
		}
	}

	private void ask() {
		try {
			this.menus.generate(A_WEEK);
			this.menus.latest(LATEST);
			this.recipes.search("", RECIPES).forEach((recipe) -> this.recipes.find(recipe.id()));
		}
		catch (RuntimeException ex) {
			logger.warn("No menu this time", ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
