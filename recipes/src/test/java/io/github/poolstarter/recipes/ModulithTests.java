package io.github.poolstarter.recipes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Recipe: Spring Modulith's event publications.
 */
@RecipeTest
@ActiveProfiles("modulith")
class ModulithTests {

	@Autowired
	private Menus menus;

	@Autowired
	private JdbcTemplate jdbc;

	@BeforeEach
	void createTable() {
		this.jdbc.execute("create table if not exists shopping_list "
				+ "(menu text, pool text default current_setting('application_name'))");
		this.jdbc.execute("truncate shopping_list, event_publication");
		this.jdbc.execute("alter table event_publication "
				+ "add column if not exists pool text default current_setting('application_name')");
	}

	@Test
	void publicationIsPartOfTheTransactionOfThePublisherAndTheListenerHasItsPool() {
		this.menus.plan("soup");
		assertThat(this.jdbc.queryForList("select pool from event_publication", String.class))
			.containsExactly("general");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.jdbc.queryForObject(
					"select count(*) from event_publication where completion_date is not null", Integer.class) == 1);
		assertThat(this.jdbc.queryForList("select pool from shopping_list", String.class)).containsExactly("ai");
	}

	@Test
	void publicationOfATransactionThatOnlyReadsFails() {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.menus.read("soup"))
			.withMessageContaining("read-only transaction");
	}

	@RecipeApplication
	@EventPublication
	@Import({ Menus.class, ShoppingLists.class })
	static class Application {

	}

	/**
	 * The auto-configuration of event publications, listed by name in META-INF/spring,
	 * since it is not public.
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@ImportAutoConfiguration
	@interface EventPublication {

	}

	record MenuPlanned(String name) {

	}

	static class Menus {

		private final ApplicationEventPublisher events;

		Menus(ApplicationEventPublisher events) {
			this.events = events;
		}

		@Transactional
		void plan(String name) {
			this.events.publishEvent(new MenuPlanned(name));
		}

		@ReadOnly
		@Transactional(readOnly = true)
		void read(String name) {
			this.events.publishEvent(new MenuPlanned(name));
		}

	}

	// tag::modulith[]
	static class ShoppingLists {

		private final JdbcTemplate jdbc;

		ShoppingLists(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@AiWork
		@ApplicationModuleListener
		void write(MenuPlanned menu) {
			this.jdbc.update("insert into shopping_list (menu) values (?)", menu.name());
		}

	}
	// end::modulith[]

}
