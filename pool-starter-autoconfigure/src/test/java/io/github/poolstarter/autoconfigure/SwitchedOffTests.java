package io.github.poolstarter.autoconfigure;

import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of applications that were written for pools, and do without them.
 */
class SwitchedOffTests {

	private final ApplicationContextRunner runner = PoolTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(UnroutedPoolTemplateAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:off", "pools.enabled=false",
				"pools.jdbc.general.maximum-pool-size=2", "pools.jdbc.read.maximum-pool-size=2",
				"pools.jdbc.night-batch.maximum-pool-size=2");

	@Test
	void theOneDataSourceIsInjectedByTheNameOfAPool() {
		this.runner.withBean(Injected.class).run((context) -> {
			assertThat(context).hasNotFailed();
			DataSource dataSource = context.getBean(DataSource.class);
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.read).isSameAs(dataSource);
			assertThat(injected.hikari).isSameAs(dataSource);
			assertThat(injected.plain).isSameAs(dataSource);
			assertThat(context.getBean("readDataSource")).isSameAs(dataSource);
		});
	}

	@Test
	void itStaysTheOnlyDataSource() {
		this.runner.withBean(All.class).run((context) -> {
			assertThat(context).hasSingleBean(DataSource.class).hasSingleBean(JdbcTemplate.class);
			assertThat(context.getBean(All.class).byName).containsOnlyKeys("dataSource");
			assertThat(context.getBean(All.class).provided).hasSize(1);
		});
	}

	@Test
	void theDataSourceOfTheApplicationIsInjectedToo() {
		this.runner.withPropertyValues("pools.enabled=true")
			.withBean("own", DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:own"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(PoolRegistry.class);
				assertThat(context.getBean("readDataSource")).isSameAs(context.getBean("own"));
			});
	}

	@Test
	void anOwnPoolTemplateLeavesTheNames() {
		PoolTemplate own = mock();
		this.runner.withBean(Injected.class)
			.withBean("ownTemplate", PoolTemplate.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PoolTemplate.class));
	}

	@Test
	void aDataSourceOfTheApplicationKeepsItsName() {
		this.runner.withUserConfiguration(OwnRead.class).withBean(ReadUser.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ReadUser.class).read).isSameAs(context.getBean("replica"));
			assertThat(context.getBean("generalDataSource")).isSameAs(context.getBean("main"));
		});
	}

	@Test
	void anotherBeanOfTheNameStays() {
		this.runner.withBean("read", StringBuilder.class, StringBuilder::new).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("read")).isInstanceOf(StringBuilder.class);
			assertThat(context.getBean("readDataSource")).isSameAs(context.getBean("dataSource"));
		});
	}

	static class Injected {

		private final DataSource plain;

		private final DataSource read;

		private final HikariDataSource hikari;

		Injected(DataSource plain, @Qualifier("read") DataSource read,
				@Qualifier("night-batch") HikariDataSource hikari) {
			this.plain = plain;
			this.read = read;
			this.hikari = hikari;
		}

	}

	static class ReadUser {

		private final DataSource read;

		ReadUser(@Qualifier("read") DataSource read) {
			this.read = read;
		}

	}

	static class All {

		private final Map<String, DataSource> byName;

		private final List<DataSource> provided;

		All(Map<String, DataSource> byName, ObjectProvider<DataSource> provided) {
			this.byName = byName;
			this.provided = provided.stream().toList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRead {

		@Bean
		@Primary
		DataSource main() {
			return new DriverManagerDataSource("jdbc:h2:mem:main");
		}

		@Bean
		@Qualifier("read")
		DataSource replica() {
			return new DriverManagerDataSource("jdbc:h2:mem:replica");
		}

	}

}
