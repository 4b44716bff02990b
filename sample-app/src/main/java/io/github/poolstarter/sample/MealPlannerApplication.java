package io.github.poolstarter.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Plans meals: recipes to choose from, menus that a model generates, and a shopping list
 * for each menu. Each kind of work has its own connection pool, so that the menus, which
 * take seconds, never keep a shopping list waiting.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public class MealPlannerApplication {

	/**
	 * Start the application.
	 * @param args the arguments of the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(MealPlannerApplication.class, args);
	}

}
