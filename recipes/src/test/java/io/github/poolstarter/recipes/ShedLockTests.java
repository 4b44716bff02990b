package io.github.poolstarter.recipes;

import java.time.Duration;
import java.time.Instant;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.ReadOnly;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import net.javacrumbs.shedlock.support.LockException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Recipe: ShedLock.
 */
@RecipeTest
class ShedLockTests {

	@Autowired
	private Menus menus;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private DataSource dataSource;

	@Autowired
	private PoolTemplate pools;

	@BeforeEach
	void createTable() {
		this.jdbc.execute("""
				create table if not exists shedlock (name varchar(64) primary key, lock_until timestamp,
				locked_at timestamp, locked_by varchar(255), pool text default current_setting('application_name'))""");
	}

	@Test
	void lockIsTakenOnTheDefaultPoolAndTheWorkIsDoneOnItsOwn() {
		assertThat(this.menus.plan()).isEqualTo("ai");
		assertThat(lockedBy("plan")).isEqualTo("general");
	}

	@Test
	void workThatOnlyReadsIsLockedToo() {
		assertThat(this.menus.report()).isEqualTo("read");
		assertThat(lockedBy("report")).isEqualTo("general");
	}

	@Test
	void lockThroughTheRoutedDataSourceFailsForWorkThatOnlyReads() {
		LockProvider routed = new JdbcTemplateLockProvider(this.dataSource);
		LockConfiguration lock = new LockConfiguration(Instant.now(), "routed", Duration.ofMinutes(1), Duration.ZERO);
		assertThatExceptionOfType(LockException.class)
			.isThrownBy(() -> this.pools.call("read", () -> routed.lock(lock)))
			.withMessageContaining("read-only transaction");
	}

	private String lockedBy(String name) {
		return this.jdbc.queryForObject("select pool from shedlock where name = ?", String.class, name);
	}

	@RecipeApplication
	@EnableSchedulerLock(defaultLockAtMostFor = "PT1M")
	@Import(Menus.class)
	static class Application {

		// tag::shedlock[]
		@Bean
		LockProvider lockProvider(@Qualifier("general") DataSource general) {
			return new JdbcTemplateLockProvider(general);
		}
		// end::shedlock[]

	}

	static class Menus {

		private final PoolProbe probe;

		Menus(PoolProbe probe) {
			this.probe = probe;
		}

		@Scheduled(cron = "-")
		@SchedulerLock(name = "plan")
		@AiWork
		String plan() {
			return this.probe.pool();
		}

		@Scheduled(cron = "-")
		@SchedulerLock(name = "report")
		@ReadOnly
		String report() {
			return this.probe.pool();
		}

	}

}
