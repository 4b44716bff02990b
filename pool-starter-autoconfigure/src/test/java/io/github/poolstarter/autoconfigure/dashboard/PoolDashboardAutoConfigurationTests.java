package io.github.poolstarter.autoconfigure.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.dashboard.DashboardFiles;
import io.github.poolstarter.dashboard.DashboardLinks;
import io.github.poolstarter.dashboard.PoolDashboardEndpoint;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolDashboardAutoConfiguration}.
 */
class PoolDashboardAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(EndpointAutoConfiguration.class,
			WebEndpointAutoConfiguration.class, PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
			PoolDashboardAutoConfiguration.class);

	private static final String[] PROPERTIES = { "spring.datasource.url=jdbc:h2:mem:dashboard",
			"pools.jdbc.general.startup=lazy", "management.endpoints.web.exposure.include=pooldashboard" };

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(PROPERTIES);

	@Test
	void dashboardIsThereWhenItIsExposed() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(PoolDashboardEndpoint.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(PROPERTIES)
			.run((context) -> assertThat(context).hasSingleBean(PoolDashboardEndpoint.class));
	}

	@Test
	void dashboardIsAbsentWhenItIsNotExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolDashboardEndpoint.class));
	}

	@Test
	void dashboardIsAbsentWhenOnlyJmxShowsIt() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=health", "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolDashboardEndpoint.class));
	}

	@Test
	void dashboardIsAbsentWithoutAccessToIt() {
		this.runner.withPropertyValues("management.endpoint.pooldashboard.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolDashboardEndpoint.class));
	}

	@Test
	void dashboardIsAbsentOutsideTheWeb() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(PROPERTIES)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolDashboardEndpoint.class));
	}

	@Test
	void dashboardIsAbsentWithoutPools() {
		this.runner.withPropertyValues("pools.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PoolDashboardEndpoint.class));
	}

	@Test
	void dashboardBacksOffWhenTheApplicationHasItsOwn() {
		this.runner.withUserConfiguration(OwnEndpointConfiguration.class)
			.run((context) -> assertThat(context).getBean(PoolDashboardEndpoint.class)
				.isSameAs(context.getBean("ownDashboard")));
	}

	@Test
	void pageIsForReadingUntilTheOperatorOpensTheEndpoint() {
		String unrestricted = "management.endpoint.pools.access=UNRESTRICTED";
		this.runner.run((context) -> assertThat(page(context)).contains(writable(false)));
		this.runner.withPropertyValues(unrestricted)
			.run((context) -> assertThat(page(context)).contains(writable(true)));
		this.runner.withPropertyValues(unrestricted, "management.endpoints.access.max-permitted=READ_ONLY")
			.run((context) -> assertThat(page(context)).contains(writable(false)));
	}

	@Test
	void pageKnowsWhereTheEndpointWouldBe() {
		this.runner
			.withPropertyValues("management.endpoints.web.path-mapping.pooldashboard=ops/dash",
					"management.endpoints.web.path-mapping.pools=db")
			.run((context) -> assertThat(page(context)).contains("<meta name=\"pools-endpoint\" content=\"../db\"",
					"=\"dash/"));
	}

	private static String writable(boolean writable) {
		return "<meta name=\"pools-writable\" content=\"" + writable + "\"";
	}

	private static String page(ApplicationContext context) throws IOException {
		return context.getBean(PoolDashboardEndpoint.class).page().getBody().getContentAsString(StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpointConfiguration {

		@Bean
		PoolDashboardEndpoint ownDashboard() {
			return new PoolDashboardEndpoint(new DashboardFiles(new DashboardLinks("dash", "pools"), false));
		}

	}

}
