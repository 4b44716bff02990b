package io.github.poolstarter.recipes;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.tracking.RouteCounts;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: jOOQ.
 */
@RecipeTest
class JooqTests {

	@Autowired
	private Menus menus;

	@Autowired
	private DSLContext dsl;

	@Autowired
	private RouteCounts counts;

	@BeforeAll
	static void createView(@Autowired DSLContext dsl) {
		dsl.execute("create view menu as " + PoolProbe.SQL + " as pool");
	}

	@Test
	void queryIsRoutedByItsCaller() {
		assertThat(this.menus.report()).isEqualTo("read");
	}

	@Test
	void transactionIsRoutedByItsCaller() {
		assertThat(this.menus.plan()).isEqualTo("ai");
	}

	@Test
	void routeInsideATransactionComesTooLate() {
		long pinned = this.counts.snapshot().get("general").pinned();
		assertThat(this.dsl.<String>transactionResult((transaction) -> this.menus.report())).isEqualTo("general");
		assertThat(this.counts.snapshot().get("general").pinned()).isEqualTo(pinned + 1);
	}

	@RecipeApplication
	@ImportAutoConfiguration(JooqAutoConfiguration.class)
	@Import(Menus.class)
	static class Application {

	}

	// tag::jooq[]
	static class Menus {

		private final DSLContext dsl;

		Menus(DSLContext dsl) {
			this.dsl = dsl;
		}

		@ReadOnly
		String report() {
			return this.dsl.fetchSingle("select pool from menu").into(String.class);
		}

		@AiWork
		String plan() {
			return this.dsl.transactionResult(
					(transaction) -> transaction.dsl().fetchSingle("select pool from menu").into(String.class));
		}

	}
	// end::jooq[]

}
