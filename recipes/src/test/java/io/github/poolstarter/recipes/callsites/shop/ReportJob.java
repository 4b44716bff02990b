package io.github.poolstarter.recipes.callsites.shop;

import org.quartz.JobExecutionContext;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.quartz.QuartzJobBean;

/**
 * A job of the application.
 */
public class ReportJob extends QuartzJobBean {

	private final JdbcTemplate jdbc;

	public ReportJob(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	protected void executeInternal(JobExecutionContext context) {
		this.jdbc.queryForObject("select 1", Integer.class);
	}

}
