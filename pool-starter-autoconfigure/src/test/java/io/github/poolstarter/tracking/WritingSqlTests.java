package io.github.poolstarter.tracking;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WritingSql}.
 */
class WritingSqlTests {

	@ParameterizedTest
	@ValueSource(strings = { "select 1", "SELECT 1", "\n\t Select*from meal", "(select 1) union (select 2)",
			"-- insert\nselect 1", "/* insert */ select 1", "/* a *//* b */ -- c\n show all", "explain select 1",
			"values (1)", "TABLE meal", "select" })
	void reads(String sql) {
		assertThat(WritingSql.mayWrite(sql)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "insert into meal values (1)", "UPDATE meal set a = 1", "-- select\ndelete from meal",
			"/* select */ call brew()", "with gone as (delete from meal returning *) select * from gone",
			"{ call brew() }", "selection()", "", "--", "/* select 1" })
	void mayWrite(String sql) {
		assertThat(WritingSql.mayWrite(sql)).isTrue();
	}

}
