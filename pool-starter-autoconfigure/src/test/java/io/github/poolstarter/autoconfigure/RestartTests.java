package io.github.poolstarter.autoconfigure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.Test;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of an application that is restarted in the same process, as devtools does: the
 * context is closed, and another one is made in a class loader of its own.
 */
class RestartTests {

	private static final String URL = "jdbc:h2:mem:restart;DB_CLOSE_DELAY=-1";

	private static final int RESTARTS = 20;

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withPropertyValues("pools.defaults.url=" + URL, "pools.defaults.username=sa",
				"pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.ai.maximum-pool-size=2",
				"pools.jdbc.read.maximum-pool-size=2");

	@Test
	void inMemoryDatabaseIsNewAfterARestartWithDevtools() {
		for (int i = 0; i < 3; i++) {
			this.runner.withClassLoader(new DevToolsClassLoader()).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatNoException()
					.isThrownBy(() -> context.getBean(JdbcTemplate.class).execute("create table dish (id int)"));
			});
		}
	}

	@Test
	void inMemoryDatabaseIsShutDownWhenThePoolsAreClosed() {
		AtomicInteger seen = new AtomicInteger();
		this.runner.withClassLoader(new DevToolsClassLoader())
			.withBean("lastWords", LastWords.class, () -> new LastWords(seen),
					(definition) -> definition.setDependsOn("poolTemplate"))
			.run((context) -> {
				context.getBean(JdbcTemplate.class).execute("create table dish (id int)");
				context.getBean(LastWords.class).template = context.getBean(PoolTemplate.class);
			});
		assertThat(seen).hasValue(1);
	}

	@Test
	void inMemoryDatabaseStaysWithoutDevtools() throws SQLException {
		this.runner.run((context) -> context.getBean(JdbcTemplate.class).execute("create table dish (id int)"));
		try (Connection connection = DriverManager.getConnection(URL, "sa", "")) {
			assertThatNoException()
				.isThrownBy(() -> connection.createStatement().executeQuery("select count(*) from dish"));
			connection.createStatement().execute("shutdown");
		}
	}

	@Test
	void twentyRestartsLeaveNoConnectionOnTheServer() {
		try (Database database = PostgresServer.createDatabase()) {
			JdbcTemplate server = new JdbcTemplate(
					new DriverManagerDataSource(database.url(), database.username(), database.password()));
			ApplicationContextRunner pools = PoolTestContexts.runner(database, "general", "ai", "read")
				.withPropertyValues("pools.jdbc.general.maximum-pool-size=1", "pools.jdbc.ai.maximum-pool-size=1",
						"pools.jdbc.read.maximum-pool-size=1");
			for (int i = 0; i < RESTARTS; i++) {
				pools.withClassLoader(new DevToolsClassLoader()).run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(connections(server)).isEqualTo(3);
				});
				// The server ends a connection a little after its client
				await().atMost(Duration.ofSeconds(30)).until(() -> connections(server) == 0);
			}
		}
	}

	private static int connections(JdbcTemplate server) {
		return server.queryForObject("""
				select count(*) from pg_stat_activity
				where datname = current_database() and application_name in ('general', 'ai', 'read')""", Integer.class);
	}

	static class LastWords implements AutoCloseable {

		private final AtomicInteger seen;

		private PoolTemplate template;

		LastWords(AtomicInteger seen) {
			this.seen = seen;
		}

		@Override
		public void close() {
			this.template.execute("ai",
					(connection) -> connection.createStatement().executeQuery("select count(*) from dish"));
			this.seen.incrementAndGet();
		}

	}

	/**
	 * Has the class by which devtools is known. Devtools itself would restart the other
	 * tests' applications.
	 */
	private static final class DevToolsClassLoader extends ClassLoader {

		private static final String NAME = "org.springframework.boot.devtools.autoconfigure.DevToolsDataSourceAutoConfiguration";

		DevToolsClassLoader() {
			super(RestartTests.class.getClassLoader());
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (!NAME.equals(name)) {
				throw new ClassNotFoundException(name);
			}
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, ClassUtils.convertClassNameToResourcePath(NAME), null,
					"java/lang/Object", null);
			byte[] bytes = writer.toByteArray();
			return defineClass(NAME, bytes, 0, bytes.length);
		}

	}

}
