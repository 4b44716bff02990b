package io.github.poolstarter.recipes;

import io.github.poolstarter.RouteConflictException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Recipe: tests in a transaction of an application whose route conflicts fail.
 */
@RecipeTest
@SpringBootTest(classes = TransactionalTests.Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@TestPropertySource(properties = "pools.routing.on-conflict=fail")
class TransactionalConflictTests {

	@Autowired
	private TransactionalTests.Menus menus;

	@Test
	@Transactional
	void markedMethodFailsInTheTransactionOfTheTest() {
		assertThatExceptionOfType(RouteConflictException.class).isThrownBy(() -> this.menus.plan("soup"))
			.withMessageContaining("asks for pool 'ai' inside a transaction on pool 'general'");
	}

	@Nested
	// tag::transactional-test-properties[]
	@TestPropertySource(properties = "pools.routing.on-conflict=ignore")
	// end::transactional-test-properties[]
	class IgnoredTests {

		@Test
		@Transactional
		void markedMethodWorksInTheTransactionOfTheTest() {
			assertThat(TransactionalConflictTests.this.menus.plan("soup")).isEqualTo("general");
		}

	}

}
