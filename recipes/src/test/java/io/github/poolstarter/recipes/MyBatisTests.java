package io.github.poolstarter.recipes;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mybatis.spring.annotation.MapperScan;
import org.mybatis.spring.boot.autoconfigure.MybatisAutoConfiguration;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: MyBatis.
 */
@RecipeTest
class MyBatisTests {

	@Autowired
	private MenuMapper mapper;

	@Autowired
	private Menus menus;

	@BeforeAll
	static void createView(@Autowired JdbcTemplate jdbc) {
		jdbc.execute("create view menu as " + PoolProbe.SQL + " as pool");
	}

	@Test
	void mapperIsRoutedByItsCaller() {
		assertThat(this.mapper.menu()).isEqualTo("general");
		assertThat(this.menus.plan()).isEqualTo("ai");
	}

	@Test
	void mapperIsRoutedByItsAnnotation() {
		assertThat(this.mapper.report()).isEqualTo("read");
	}

	@RecipeApplication
	@ImportAutoConfiguration(MybatisAutoConfiguration.class)
	@MapperScan(annotationClass = Mapper.class)
	@Import(Menus.class)
	static class Application {

	}

	// tag::mybatis[]
	@Mapper
	interface MenuMapper {

		@Select("select pool from menu")
		String menu();

		@ReadOnly
		@Select("select pool from menu")
		String report();

	}
	// end::mybatis[]

	static class Menus {

		private final MenuMapper mapper;

		Menus(MenuMapper mapper) {
			this.mapper = mapper;
		}

		@AiWork
		@Transactional
		String plan() {
			return this.mapper.menu();
		}

	}

}
