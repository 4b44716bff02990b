package io.github.poolstarter.recipes;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.pool.PoolState;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.config.annotation.SpringSessionDataSource;
import org.springframework.session.jdbc.config.annotation.SpringSessionTransactionManager;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Spring Session.
 */
@SpringBootTest
@ContextConfiguration(initializers = RecipeDatabase.class)
@DirtiesContext
@ActiveProfiles("session")
class SessionTests {

	@Autowired
	private SessionRepository<? extends Session> sessions;

	@Autowired
	private PoolRegistry pools;

	@Autowired
	private PoolProbe probe;

	@Test
	void sessionsAreFoundWhileTheDefaultPoolIsExhausted() throws SQLException {
		List<Connection> taken = new ArrayList<>();
		try {
			for (int i = 0; i < 10; i++) {
				taken.add(this.pools.get("general").getConnection());
			}
			assertThat(PoolState.of(this.pools.get("general").dataSource()).available()).isZero();
			String id = save(this.sessions);
			assertThat(this.sessions.findById(id)).isNotNull();
			assertThat(this.probe.borrows("sessions")).isPositive();
		}
		finally {
			for (Connection connection : taken) {
				connection.close();
			}
		}
	}

	private static <S extends Session> String save(SessionRepository<S> sessions) {
		S session = sessions.createSession();
		session.setAttribute("user", "cook");
		sessions.save(session);
		return session.getId();
	}

	@RecipeApplication
	@ImportAutoConfiguration({ SessionAutoConfiguration.class, JdbcSessionAutoConfiguration.class })
	static class Application {

		// tag::session[]
		@Bean(defaultCandidate = false, destroyMethod = "")
		@SpringSessionDataSource
		DataSource sessionStore(@Qualifier("sessions") DataSource pool) {
			return pool;
		}

		@Bean(defaultCandidate = false)
		@SpringSessionTransactionManager
		PlatformTransactionManager sessionTransactions(@Qualifier("sessions") DataSource pool) {
			return new JdbcTransactionManager(pool);
		}
		// end::session[]

	}

}
