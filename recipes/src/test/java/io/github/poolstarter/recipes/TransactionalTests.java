package io.github.poolstarter.recipes;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.tracking.RouteCounts;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: tests in a transaction that call marked methods.
 */
@RecipeTest
class TransactionalTests {

	@Autowired
	private Menus menus;

	@Autowired
	private RouteCounts counts;

	// tag::transactional-test[]
	@Test
	@Transactional
	void markedMethodsWorkInTheTransactionOfTheTest() {
		assertThat(this.menus.plan("soup")).isEqualTo("general");
		assertThat(this.menus.count()).isEqualTo(1);
	}
	// end::transactional-test[]

	@Test
	@Transactional
	void eachMarkedMethodIsCountedAsAConflict() {
		long pinned = this.counts.snapshot().get("general").pinned();
		this.menus.plan("soup");
		this.menus.count();
		assertThat(this.counts.snapshot().get("general").pinned()).isEqualTo(pinned + 2);
	}

	@Test
	@Transactional
	void readOnlyMethodThatWritesIsNotFoundOut() {
		this.menus.countAndWrite();
		assertThat(this.menus.count()).isEqualTo(1);
	}

	@Test
	@Transactional
	void transactionOfItsOwnDoesNotSeeWhatTheTestWrote() {
		this.menus.plan("stew");
		assertThat(this.menus.countElsewhere()).isZero();
	}

	// tag::routed-test[]
	@Test
	@Transactional(propagation = Propagation.NOT_SUPPORTED)
	void markedMethodsGetTheirPools() {
		assertThat(this.menus.plan("cake")).isEqualTo("ai");
		assertThat(this.menus.count()).isEqualTo(1);
		this.menus.clear();
	}
	// end::routed-test[]

	@RecipeApplication
	@Import(Menus.class)
	static class Application {

	}

	static class Menus {

		private final JdbcTemplate jdbc;

		private final PoolProbe probe;

		Menus(JdbcTemplate jdbc, PoolProbe probe) {
			this.jdbc = jdbc;
			this.probe = probe;
			jdbc.execute("create table if not exists menu (name text)");
		}

		@AiWork
		@Transactional
		String plan(String name) {
			this.jdbc.update("insert into menu values (?)", name);
			return this.probe.pool();
		}

		@ReadOnly
		int count() {
			return this.jdbc.queryForObject("select count(*) from menu", Integer.class);
		}

		@ReadOnly
		void countAndWrite() {
			this.jdbc.update("insert into menu values ('pie')");
		}

		@AiWork
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		int countElsewhere() {
			return this.jdbc.queryForObject("select count(*) from menu", Integer.class);
		}

		@Transactional
		void clear() {
			this.jdbc.update("delete from menu");
		}

	}

}
