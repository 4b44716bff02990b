package io.github.poolstarter.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.test.EchoingDriver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What a driver echoes of the URL, the password and its properties is in no log, at
 * whatever level, and in no exception.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final String[] SECRETS = { "s3cr3t-user-info", "s3cr3t-parameter", "s3cr3t-password",
			"s3cr3t-property", "s3cr3t token", "s3cr3t-other", "47110815" };

	private final Logger[] loggers = { (Logger) LoggerFactory.getLogger("io.github.poolstarter"),
			(Logger) LoggerFactory.getLogger("com.zaxxer.hikari") };

	@BeforeEach
	void logEverything() {
		for (Logger logger : this.loggers) {
			logger.setLevel(Level.TRACE);
		}
	}

	@AfterEach
	void logAsBefore() {
		for (Logger logger : this.loggers) {
			logger.setLevel(null);
		}
	}

	private static ApplicationContextRunner runner(String kind) {
		return PoolTestContexts.runner()
			.withPropertyValues(
					"pools.jdbc.general.url=" + EchoingDriver.URL + "fred:s3cr3t-user-info@localhost/" + kind
							+ "?token=s3cr3t-parameter",
					"pools.jdbc.general.username=fred", "pools.jdbc.general.password=s3cr3t-password",
					"pools.jdbc.general.driver-class-name=" + EchoingDriver.class.getName(),
					"pools.jdbc.general.data-source-properties.sslpassword=s3cr3t-property",
					"pools.jdbc.general.data-source-properties.material=s3cr3t token",
					"pools.jdbc.general.data-source-properties.other=s3cr3t-other",
					"pools.jdbc.general.data-source-properties.pin=47110815", "pools.jdbc.general.network-timeout=5s",
					"pools.jdbc.general.statement-timeout=5s", "pools.jdbc.general.connection-timeout=1s");
	}

	@ParameterizedTest
	@ValueSource(strings = { "refused", "unchecked", "broken" })
	void areNotToldByAPoolThatCannotStart(String kind, CapturedOutput output) {
		runner(kind).run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isNotNull();
			FailureAnalysis analysis = new PoolStartFailureAnalyzer(new MockEnvironment()).analyze(failure);
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains(EchoingDriver.URL).doesNotContain(SECRETS);
			assertThat(text(failure)).contains(EchoingDriver.URL).doesNotContain(SECRETS);
		});
		assertThat(output.getAll()).contains("localhost/" + kind).doesNotContain(SECRETS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "refused", "unchecked", "broken" })
	void areNotToldByAnOptionalPool(String kind, CapturedOutput output) {
		runner(kind).withPropertyValues("pools.jdbc.general.startup=optional").run((context) -> {
			HikariDataSource pool = context.getBean(PoolRegistry.class).defaultPool().dataSource();
			Awaitility.await().until(() -> output.getAll().contains("not connected yet"));
			assertThat(text(catchThrowable(pool::getConnection))).contains("general").doesNotContain(SECRETS);
			assertThat(context.getBean(PoolHealthChecks.class).checkAll().toString()).doesNotContain(SECRETS);
		});
		assertThat(output.getAll()).contains("localhost/" + kind).doesNotContain(SECRETS);
	}

	@Test
	void whatADriverThrowsKeepsItsStateAndItsKind() {
		runner("refused").withPropertyValues("pools.jdbc.general.startup=lazy").run((context) -> {
			HikariDataSource pool = context.getBean(PoolRegistry.class).defaultPool().dataSource();
			Throwable failure = catchThrowable(() -> {
				try (Connection connection = pool.getConnection()) {
					connection.isValid(1);
				}
			});
			assertThat(failure.getCause()).isInstanceOfSatisfying(SQLException.class, (cause) -> {
				assertThat(cause.getSQLState()).isEqualTo("08001");
				assertThat(cause.getErrorCode()).isEqualTo(42);
				assertThat(cause.getStackTrace()[0].getClassName()).isEqualTo(EchoingDriver.class.getName());
				assertThat(cause.getCause())
					.hasToString("java.lang.IllegalArgumentException: " + cause.getCause().getMessage());
				assertThat(cause.getSuppressed()).hasSize(1);
			});
		});
	}

	private static String text(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql && sql.getNextException() != null) {
				text.append(String.valueOf(sql.getNextException()));
			}
		}
		return text.toString();
	}

}
