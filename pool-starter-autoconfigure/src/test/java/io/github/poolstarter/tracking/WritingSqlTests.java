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
			"values (1)", "TABLE meal", "select", "select 1;", "select 1; -- done\n ; ", "select 1; select 2",
			"select 'into'", "select 'it''s into'", "select e'it\\'s into x'", "select 'C:\\' as into_path",
			"select \"into\" from meal", "select `into` from meal", "select $$it's into$$", "select $q$ into $q$",
			"select $1, into_stock, stock$into from meal", "select 1 -- into\n", "select 1 /* into; delete */",
			"select 1 -- it's", "select * from meal for update", "select 1 union select 2 order by 1",
			"explain insert into meal values (1)", "EXPLAIN (costs off) delete from meal", "explain analyze select 1",
			"EXPLAIN ANALYZE VERBOSE select 'delete'", "explain (analyze, buffers) select 1",
			"/* a */ explain /* b */ analyze /* c */ select 1" })
	void reads(String sql) {
		assertThat(WritingSql.mayWrite(sql)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "insert into meal values (1)", "UPDATE meal set a = 1", "-- select\ndelete from meal",
			"/* select */ call brew()", "with gone as (delete from meal returning *) select * from gone",
			"{ call brew() }", "selection()", "", "--", "/* select 1", "select * into copy from meal",
			"SELECT name\nINTO TEMP copy FROM meal", "select 'a' into/* x */copy from meal",
			"(select 1) union select 2 into copy", "select e'it\\'s' into copy from meal",
			"select $$it's$$ into copy from meal where name = $$x's$$", "select 'C:\\' into copy from meal",
			"select 'not closed into", "select 1; delete from meal", "select 1; -- a\n update meal set a = 1",
			"explain analyze insert into meal values (1)", "EXPLAIN ANALYZE VERBOSE UPDATE meal set a = 1",
			"explain (buffers, ANALYZE) delete from meal", "explain analyse delete from meal",
			"explain -- a\n analyze /* b */ delete from meal",
			"explain analyze with gone as (delete from meal returning *) select * from gone",
			"explain analyze select * into copy from meal", "/* a */ with x as (insert into meal values (1)) select 1",
			"(with x as (insert into meal values (1) returning *) select * from x)" })
	void mayWrite(String sql) {
		assertThat(WritingSql.mayWrite(sql)).isTrue();
	}

}
