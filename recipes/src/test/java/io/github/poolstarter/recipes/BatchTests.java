package io.github.poolstarter.recipes;

import java.util.List;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.tracking.RouteCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcCursorItemReader;
import org.springframework.batch.infrastructure.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Spring Batch.
 */
@RecipeTest
@ActiveProfiles("batch")
class BatchTests {

	@Autowired
	private MenuJobs jobs;

	@Autowired
	@Qualifier("planMenus")
	private Job planMenus;

	@Autowired
	@Qualifier("planMarkedMenus")
	private Job planMarkedMenus;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private PoolProbe probe;

	@Autowired
	private RouteCounts counts;

	@BeforeEach
	void createTables() {
		this.jdbc.execute("""
				create or replace view wish as select name, current_setting('application_name') as pool
				from (values ('soup'), ('stew'), ('cake')) as names (name)""");
		this.jdbc.execute("create table if not exists menu (name text, read_by text, "
				+ "written_by text default current_setting('application_name'))");
		this.jdbc.execute("truncate menu");
		this.jdbc.execute("""
				alter table batch_job_execution
				add column if not exists pool text default current_setting('application_name')""");
	}

	@Test
	void jobRunsOnThePoolOfItsLauncherAndReadsFromAnother() throws Exception {
		long general = this.probe.borrows("general");
		assertThat(this.jobs.run(this.planMenus).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.probe.borrows("general")).isEqualTo(general);
		assertThat(this.jdbc.queryForList("select distinct read_by || ' ' || written_by from menu", String.class))
			.containsExactly("read batch");
		assertThat(this.jdbc.queryForList("select distinct pool from batch_job_execution", String.class))
			.containsExactly("batch");
	}

	@Test
	void markedReadersAndWritersStayInTheTransactionOfTheChunk() throws Exception {
		long pinned = this.counts.snapshot().get("batch").pinned();
		assertThat(this.jobs.run(this.planMarkedMenus).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.jdbc.queryForList("select distinct read_by || ' ' || written_by from menu", String.class))
			.containsExactly("batch batch");
		assertThat(this.counts.snapshot().get("batch").pinned()).isGreaterThan(pinned);
	}

	private static void write(JdbcTemplate jdbc, Chunk<? extends Menu> menus) {
		jdbc.batchUpdate("insert into menu (name, read_by) values (?, ?)",
				menus.getItems().stream().map((menu) -> new Object[] { menu.name(), menu.readBy() }).toList());
	}

	record Menu(String name, String readBy) {

	}

	// tag::batch-launcher[]
	static class MenuJobs {

		private final JobOperator operator;

		MenuJobs(JobOperator operator) {
			this.operator = operator;
		}

		@UsePool("batch")
		JobExecution run(Job job) throws Exception {
			JobParameters parameters = new JobParametersBuilder().addLong("time", System.nanoTime()).toJobParameters();
			return this.operator.start(job, parameters);
		}

	}
	// end::batch-launcher[]

	@RecipeApplication
	@ImportAutoConfiguration({ BatchJdbcAutoConfiguration.class, BatchAutoConfiguration.class })
	@Import({ MenuJobs.class, MarkedReader.class, MarkedWriter.class })
	static class Application {

		// tag::batch-reader[]
		@Bean
		JdbcCursorItemReader<Menu> wishes(@Qualifier("read") DataSource read) {
			return new JdbcCursorItemReaderBuilder<Menu>().name("wishes")
				.dataSource(read)
				.sql("select name, pool from wish")
				.rowMapper((row, number) -> new Menu(row.getString(1), row.getString(2)))
				.build();
		}
		// end::batch-reader[]

		@Bean
		Job planMenus(JobRepository repository, PlatformTransactionManager transactions,
				JdbcCursorItemReader<Menu> wishes, JdbcTemplate jdbc) {
			return job("planMenus", repository, transactions, wishes, (chunk) -> write(jdbc, chunk));
		}

		@Bean
		Job planMarkedMenus(JobRepository repository, PlatformTransactionManager transactions, MarkedReader reader,
				MarkedWriter writer) {
			return job("planMarkedMenus", repository, transactions, reader, writer);
		}

		private static Job job(String name, JobRepository repository, PlatformTransactionManager transactions,
				ItemReader<Menu> reader, ItemWriter<Menu> writer) {
			Step step = new StepBuilder(name, repository).<Menu, Menu>chunk(2)
				.transactionManager(transactions)
				.reader(reader)
				.writer(writer)
				.build();
			return new JobBuilder(name, repository).start(step).build();
		}

	}

	static class MarkedReader implements ItemReader<Menu> {

		private final JdbcTemplate jdbc;

		MarkedReader(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		@ReadOnly
		public @Nullable Menu read() {
			List<Menu> wishes = this.jdbc.query("""
					select name, pool from wish
					where name not in (select name from menu) order by name""",
					(row, number) -> new Menu(row.getString(1), row.getString(2)));
			return (wishes.isEmpty()) ? null : wishes.get(0);
		}

	}

	static class MarkedWriter implements ItemWriter<Menu> {

		private final JdbcTemplate jdbc;

		MarkedWriter(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		@AiWork
		public void write(Chunk<? extends Menu> menus) {
			BatchTests.write(this.jdbc, menus);
		}

	}

}
