package io.github.poolstarter.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The MBeans of the pools, which are those of HikariCP.
 */
class PoolJmxTests {

	private static final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private static Database database;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	private static ApplicationContextRunner runner() {
		return PoolTestContexts.runner(database, "general", "ai")
			.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true");
	}

	@Test
	void hikariRegistersThePoolsAndSpringDoesNot() throws JMException {
		runner()
			.withPropertyValues("pools.defaults.register-mbeans=true", "pools.jdbc.ai.fallback.to=direct",
					"pools.jdbc.ai.fallback.max-connections=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(names()).containsExactly("com.zaxxer.hikari:type=Pool (ai)",
						"com.zaxxer.hikari:type=Pool (general)", "com.zaxxer.hikari:type=PoolConfig (ai)",
						"com.zaxxer.hikari:type=PoolConfig (general)");
				assertThat(server.getAttribute(new ObjectName("com.zaxxer.hikari:type=Pool (ai)"), "TotalConnections"))
					.isEqualTo(1);
			});
		assertThat(names()).isEmpty();
	}

	@Test
	void springRegistersThePoolsAsHikariDataSources() throws JMException {
		runner().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(names()).containsExactly("com.zaxxer.hikari:name=aiDataSource,type=HikariDataSource",
					"com.zaxxer.hikari:name=generalDataSource,type=HikariDataSource");
		});
		assertThat(names()).isEmpty();
	}

	@Test
	void eachPoolIsRegisteredOnceWhereOneRegistersItself() {
		runner().withPropertyValues("pools.jdbc.ai.register-mbeans=true").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(names()).containsExactly("com.zaxxer.hikari:name=generalDataSource,type=HikariDataSource",
					"com.zaxxer.hikari:type=Pool (ai)", "com.zaxxer.hikari:type=PoolConfig (ai)");
		});
	}

	@Test
	void hikariRegistersThePoolsWithoutSpringsExporter() {
		PoolTestContexts.runner(database, "general")
			.withPropertyValues("pools.defaults.register-mbeans=true")
			.run((context) -> assertThat(names()).containsExactly("com.zaxxer.hikari:type=Pool (general)",
					"com.zaxxer.hikari:type=PoolConfig (general)"));
	}

	private static Set<String> names() throws JMException {
		Set<String> names = new TreeSet<>();
		for (String pattern : new String[] { "com.zaxxer.hikari:*", "io.github.poolstarter*:*" }) {
			server.queryNames(new ObjectName(pattern), null).forEach((name) -> names.add(name.getCanonicalName()));
		}
		return names;
	}

}
