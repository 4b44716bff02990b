package io.github.poolstarter.autoconfigure.slices;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds wherever a test replaces the application's data source. The database of the
 * pools is away.
 */
@TestPropertySource("/slices/slices.properties")
abstract class AbstractReplacedDatabaseTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private DataSource dataSource;

	@Autowired
	@Qualifier("ai")
	private DataSource ai;

	@Autowired
	private PoolTemplate template;

	@Test
	void theReplacementIsTheDataSource() {
		assertThat(this.dataSource).isInstanceOf(EmbeddedDatabase.class);
	}

	@Test
	void theReplacementIsInjectedByTheNameOfAPool() {
		assertThat(this.ai).isSameAs(this.dataSource);
	}

	@Test
	void noPoolIsMade() {
		assertThat(this.context.getBeanProvider(PoolRegistry.class).stream().flatMap((pools) -> pools.names().stream()))
			.isEmpty();
		assertThat(this.context.getBeanProvider(HikariDataSource.class)).isEmpty();
	}

	@Test
	void scriptsRunOnTheReplacement() {
		assertThat(new JdbcTemplate(this.dataSource).queryForList("select title from made_by_script")).isEmpty();
	}

	@Test
	void poolTemplateWorksOnTheReplacement() {
		String product = this.template.execute("ai", (connection) -> connection.getMetaData().getDatabaseProductName());
		assertThat(product).isEqualTo("H2");
	}

}
