package io.github.poolstarter.autoconfigure.slices;

import javax.sql.DataSource;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application whose data source is a mock.
 */
@SpringBootTest(properties = { "spring.datasource.url=jdbc:postgresql://nowhere.invalid/app",
		"pools.defaults.connection-timeout=1s", "pools.jdbc.general.maximum-pool-size=2",
		"pools.jdbc.ai.maximum-pool-size=2" })
class MockedDataSourceTests {

	@MockitoBean
	private DataSource dataSource;

	@Autowired
	@Qualifier("ai")
	private DataSource ai;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private PoolRegistry pools;

	@Test
	void theMockIsUsedAndNoPoolIsMade() {
		assertThat(this.jdbc.getDataSource()).isSameAs(this.dataSource);
		assertThat(this.ai).isSameAs(this.dataSource);
		assertThat(this.pools.names()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
			JdbcTemplateAutoConfiguration.class })
	static class Application {

	}

}
