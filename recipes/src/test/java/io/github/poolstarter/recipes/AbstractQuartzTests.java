package io.github.poolstarter.recipes;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.AiWork;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for Quartz in each of its recipes.
 */
abstract class AbstractQuartzTests {

	@Autowired
	Scheduler scheduler;

	@Autowired
	PoolProbe probe;

	@Autowired
	Menus menus;

	@Autowired
	TransactionTemplate transaction;

	@Test
	void schedulerWorksOnItsPoolAndJobsOnTheirs() throws Exception {
		long quartz = this.probe.borrows("quartz");
		schedule("menus", Instant.now());
		assertThat(this.menus.pool().get(30, TimeUnit.SECONDS)).isEqualTo("ai");
		assertThat(this.probe.borrows("quartz")).isGreaterThan(quartz);
	}

	boolean isScheduledAfterRollback() throws SchedulerException {
		this.transaction.executeWithoutResult((status) -> {
			schedule("rolled-back", Instant.now().plus(Duration.ofDays(1)));
			status.setRollbackOnly();
		});
		return this.scheduler.checkExists(JobKey.jobKey("rolled-back"));
	}

	void schedule(String job, Instant start) {
		try {
			this.scheduler.scheduleJob(JobBuilder.newJob(MenuJob.class).withIdentity(job).storeDurably().build(),
					TriggerBuilder.newTrigger().startAt(Date.from(start)).build());
		}
		catch (SchedulerException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Menus {

		private final CompletableFuture<String> pool = new CompletableFuture<>();

		private final PoolProbe probe;

		Menus(PoolProbe probe) {
			this.probe = probe;
		}

		@AiWork
		void plan() {
			this.pool.complete(this.probe.pool());
		}

		CompletableFuture<String> pool() {
			return this.pool;
		}

	}

	static class MenuJob implements Job {

		private final Menus menus;

		MenuJob(Menus menus) {
			this.menus = menus;
		}

		@Override
		public void execute(JobExecutionContext context) {
			this.menus.plan();
		}

	}

}
