package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.poolstarter.ConnectionHeldException;
import io.github.poolstarter.remotecall.RemoteCallCounts.Snapshot;
import io.github.poolstarter.remotecall.RemoteCallTestServices.Planner;
import io.github.poolstarter.routing.RoutingTestConfiguration;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.test.web.client.match.MockRestRequestMatchers;
import org.springframework.test.web.client.response.MockRestResponseCreators;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which clients' calls are counted and timed, however they were made.
 */
class RemoteCallClientTests {

	private static final ClientHttpRequestInterceptor INTERCEPTOR = (request, body, execution) -> execution
		.execute(request, body);

	private static Database database;

	private static RemoteCallServer server;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void start() throws IOException {
		database = PostgresServer.createDatabase();
		server = new RemoteCallServer();
		runner = RoutingTestConfiguration.runner(database)
			.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
					ImperativeHttpClientAutoConfiguration.class, ObservationAutoConfiguration.class,
					RestClientAutoConfiguration.class, RestClientObservationAutoConfiguration.class,
					RestTemplateAutoConfiguration.class, RestTemplateObservationAutoConfiguration.class,
					HttpServiceClientPropertiesAutoConfiguration.class, HttpServiceClientAutoConfiguration.class))
			.withUserConfiguration(RemoteCallTestServices.Services.class);
	}

	@AfterAll
	static void stop() {
		server.close();
		database.close();
	}

	@Test
	void restClientIsTimedWhateverIsAddedToItsBuilder() {
		runner.run((context) -> {
			assertIsTimed(context, restClient(context).build());
			assertIsTimed(context, restClient(context).requestInterceptor(INTERCEPTOR).build());
			assertIsTimed(context, restClient(context).bufferContent((uri, method) -> true).build());
			assertIsTimed(context,
					restClient(context).bufferContent((uri, method) -> true).requestInterceptor(INTERCEPTOR).build());
			assertIsTimed(context, restClient(context).clone().build());
			assertIsTimed(context, restClient(context).build().mutate().requestInterceptor(INTERCEPTOR).build());
		});
	}

	@Test
	void restClientWithARequestFactoryOfItsOwnIsTimed() {
		runner.run((context) -> {
			ClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
			assertIsTimed(context, restClient(context).requestFactory(factory).build());
			assertIsTimed(context, restClient(context).clone().requestFactory(factory).build());
			assertIsTimed(context, restClient(context).apply((builder) -> builder.requestFactory(factory)).build());
			RestTemplate template = context.getBean(RestTemplateBuilder.class)
				.additionalInterceptors(INTERCEPTOR)
				.build();
			assertIsTimed(context, restClient(context).requestFactory(template.getRequestFactory()).build());
			assertIsTimed(context, RestClient.create(template));
		});
	}

	@Test
	void restClientWithASslBundleIsTimed() {
		runner.withUserConfiguration(SslConfiguration.class)
			.run((context) -> assertIsTimed(context,
					restClient(context).apply(context.getBean(RestClientSsl.class).fromBundle("partner")).build()));
	}

	@Test
	void restClientThatIsGivenAnotherRequestFactoryLaterIsTimed() {
		runner.run((context) -> assertIsTimed(context,
				restClient(context).build().mutate().requestFactory(new SimpleClientHttpRequestFactory()).build()));
	}

	@Test
	void interceptedRestClientThatIsGivenAnotherRequestFactoryLaterIsChecked() {
		runner.withPropertyValues("pools.tracking.remote-calls=fail").run((context) -> {
			RestClient client = restClient(context).requestInterceptor(INTERCEPTOR)
				.build()
				.mutate()
				.requestFactory(new SimpleClientHttpRequestFactory())
				.build();
			assertThatExceptionOfType(ConnectionHeldException.class)
				.isThrownBy(() -> context.getBean(Planner.class).inTransaction(() -> get(client)));
		});
	}

	@Test
	void restClientOfAnOwnConfigurerIsTimed() {
		runner.withUserConfiguration(ConfigurerConfiguration.class).run((context) -> {
			assertThat(context).getBean(RestClientBuilderConfigurer.class).isInstanceOf(OwnConfigurer.class);
			assertIsTimed(context, restClient(context).build());
			assertIsTimed(context, restClient(context).requestInterceptor(INTERCEPTOR).build());
		});
	}

	@Test
	void mockServerTakesThePlaceOfTheRequestFactory() {
		runner.run((context) -> {
			RestClient.Builder builder = restClient(context);
			MockRestServiceServer mock = MockRestServiceServer.bindTo(builder).build();
			mock.expect(MockRestRequestMatchers.requestTo("/menu"))
				.andRespond(MockRestResponseCreators.withSuccess().body("a menu"));
			assertIsTimed(context, () -> builder.build().get().uri("/menu").retrieve().body(String.class));
			mock.verify();
		});
	}

	@Test
	void whatInterceptorsDoIsPartOfTheCall() {
		runner.run((context) -> {
			RestClient twice = restClient(context).requestInterceptor((request, body, execution) -> {
				execution.execute(request, body).close();
				return execution.execute(request, body);
			}).build();
			context.getBean(Planner.class).inTransaction(() -> get(twice));
			assertThat(RemoteCallTestServices.onlyPlanner(context).count()).isOne();
			RestClient other = restClient(context).build();
			assertIsTimed(context, restClient(context).requestInterceptor((request, body, execution) -> {
				get(other);
				return execution.execute(request, body);
			}).build());
		});
	}

	@Test
	void restTemplateIsTimedWhateverIsAddedToItsBuilder() {
		runner.run((context) -> {
			RestTemplateBuilder builder = context.getBean(RestTemplateBuilder.class);
			assertIsTimed(context, builder.build());
			assertIsTimed(context, builder.additionalInterceptors(INTERCEPTOR).build());
			assertIsTimed(context, builder.requestFactory(SimpleClientHttpRequestFactory.class).build());
			assertIsTimed(context, builder.requestFactory(() -> new SimpleClientHttpRequestFactory()).build());
			assertIsTimed(context,
					builder.redirects(HttpRedirects.FOLLOW).connectTimeout(Duration.ofSeconds(5)).build());
			RestTemplate template = new RestTemplate();
			template.setBufferingPredicate((uri, method) -> true);
			template.getInterceptors().add(INTERCEPTOR);
			assertIsTimed(context, builder.configure(template));
			assertIsTimed(context, builder.configure(template));
		});
	}

	@Test
	void restTemplateThatIsGivenAnotherRequestFactoryLaterIsTimed() {
		runner.run((context) -> {
			RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
			template.setRequestFactory(new SimpleClientHttpRequestFactory());
			assertIsTimed(context, template);
			template.getInterceptors().add(INTERCEPTOR);
			assertIsTimed(context, template);
		});
	}

	@Test
	void customizersOfRestTemplatesSeeTheRequestFactoryThatTheyExpect() {
		runner.withUserConfiguration(CustomizerConfiguration.class)
			.run((context) -> assertIsTimed(context, context.getBean(RestTemplateBuilder.class).build()));
	}

	@Test
	void interfaceOfAnHttpServiceIsTimed() {
		runner.withUserConfiguration(HttpServiceConfiguration.class)
			.withPropertyValues("spring.http.serviceclient.menus.base-url=" + server.url(""))
			.run((context) -> assertIsTimed(context, () -> context.getBean(Menus.class).menu()));
	}

	@Test
	void interfaceOfAnHttpServiceWhoseBuilderTheApplicationMakesIsTimed() {
		runner.withUserConfiguration(HttpServiceConfiguration.class, HttpServiceBuilderConfiguration.class)
			.withPropertyValues("spring.http.serviceclient.menus.base-url=" + server.url(""))
			.run((context) -> assertIsTimed(context, () -> context.getBean(Menus.class).menu()));
	}

	@Test
	void settingsOfClientsStay() {
		runner
			.withPropertyValues("spring.http.clients.redirects=dont-follow",
					"spring.http.clients.imperative.factory=simple")
			.run((context) -> assertThat(context.getBean(Planner.class)
				.inTransaction(() -> restClient(context).build()
					.get()
					.uri(server.url(RemoteCallServer.MOVED))
					.retrieve()
					.toBodilessEntity()
					.getStatusCode()
					.value()))
				.isEqualTo(302));
		runner.run((context) -> assertThat(context.getBean(Planner.class)
			.inTransaction(() -> restClient(context).build()
				.get()
				.uri(server.url(RemoteCallServer.MOVED))
				.retrieve()
				.body(String.class)))
			.isEqualTo("a menu"));
	}

	@Test
	void requestFactoryBuilderStaysWhatItIs() {
		runner.run((context) -> {
			assertThat(context).getBean(ClientHttpRequestFactoryBuilder.class)
				.isInstanceOf(JdkClientHttpRequestFactoryBuilder.class);
			assertThat(context).getBean(ClientHttpRequestFactory.class).isInstanceOf(JdkClientHttpRequestFactory.class);
			assertThat(context.getBean(RestTemplateBuilder.class).buildRequestFactory())
				.isInstanceOf(JdkClientHttpRequestFactory.class);
		});
	}

	@Test
	void clientsOfAnOwnRequestFactoryBuilderAreTimed() {
		runner.withUserConfiguration(FactoryBuilderConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(NeedsFactoryBuilder.class).builder())
				.isSameAs(context.getBean(ClientHttpRequestFactoryBuilder.class));
			assertIsTimed(context, restClient(context).build());
			assertIsTimed(context, context.getBean(RestTemplateBuilder.class).build());
		});
	}

	@Test
	void clientsAreNotObservedWhereTheWatchIsOff() {
		runner.withPropertyValues("pools.tracking.remote-calls=off").run((context) -> {
			assertThat(context.getBean(ObservationRegistry.class).isNoop()).isTrue();
			RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
			assertThat(template.getRequestFactory()).isInstanceOf(JdkClientHttpRequestFactory.class);
			assertThat(template.getClientHttpRequestInitializers()).isEmpty();
		});
	}

	@Test
	void callsOfMarkedMethodsAreWatchedWithoutHttpClients() {
		for (String absent : List.of("org.springframework.http", "io.micrometer.observation")) {
			RoutingTestConfiguration.runner(database)
				.withClassLoader(new FilteredClassLoader(absent))
				.run((context) -> assertThat(context).hasNotFailed()
					.hasSingleBean(RemoteCallGuard.class)
					.doesNotHaveBean("restClientCallPostProcessor")
					.doesNotHaveBean("unwatchedRemoteCallsCheck"));
		}
	}

	private static RestClient.Builder restClient(ApplicationContext context) {
		return context.getBean(RestClient.Builder.class);
	}

	private static void assertIsTimed(ApplicationContext context, RestClient client) {
		assertIsTimed(context, () -> get(client));
	}

	private static void assertIsTimed(ApplicationContext context, RestTemplate template) {
		assertIsTimed(context, () -> get(template));
	}

	private static void assertIsTimed(ApplicationContext context, Supplier<String> call) {
		context.getBean(RemoteCallCounts.class).reset();
		assertThat(context.getBean(Planner.class).inTransaction(call)).isEqualTo("a menu");
		Snapshot calls = RemoteCallTestServices.onlyPlanner(context);
		assertThat(calls.count()).isOne();
		assertThat(calls.totalNanos()).isPositive();
	}

	private static String get(RestClient client) {
		return client.get().uri(server.url(RemoteCallServer.MENU)).retrieve().body(String.class);
	}

	private static String get(RestTemplate template) {
		return template.getForObject(server.url(RemoteCallServer.MENU), String.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class SslConfiguration {

		@Bean
		SslBundles sslBundles() {
			return new DefaultSslBundleRegistry("partner", SslBundle.of(SslStoreBundle.NONE));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConfigurerConfiguration {

		@Bean
		OwnConfigurer ownConfigurer(ObjectProvider<RestClientCustomizer> customizers) {
			return new OwnConfigurer(customizers);
		}

	}

	static class OwnConfigurer extends RestClientBuilderConfigurer {

		private final ObjectProvider<RestClientCustomizer> customizers;

		OwnConfigurer(ObjectProvider<RestClientCustomizer> customizers) {
			this.customizers = customizers;
		}

		@Override
		public RestClient.Builder configure(RestClient.Builder builder) {
			this.customizers.forEach((customizer) -> customizer.customize(builder));
			return builder;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		RestTemplateCustomizer timeoutCustomizer() {
			return (template) -> ((JdkClientHttpRequestFactory) template.getRequestFactory())
				.setReadTimeout(Duration.ofSeconds(5));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryBuilderConfiguration {

		@Bean
		JdkClientHttpRequestFactoryBuilder ownRequestFactoryBuilder() {
			return ClientHttpRequestFactoryBuilder.jdk();
		}

		@Bean
		NeedsFactoryBuilder needsFactoryBuilder(JdkClientHttpRequestFactoryBuilder builder) {
			return new NeedsFactoryBuilder(builder);
		}

	}

	record NeedsFactoryBuilder(JdkClientHttpRequestFactoryBuilder builder) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "menus", types = Menus.class)
	static class HttpServiceConfiguration {

	}

	// An order before Spring Boot's own, as a builder can be supplied only once
	@Configuration(proxyBeanMethods = false)
	static class HttpServiceBuilderConfiguration {

		@Bean
		RestClientHttpServiceGroupConfigurer suppliesBuilders() {
			return new RestClientHttpServiceGroupConfigurer() {

				@Override
				public void configureGroups(Groups<RestClient.Builder> groups) {
					groups.forEachClient((group) -> RestClient.builder());
				}

				@Override
				public int getOrder() {
					return Ordered.HIGHEST_PRECEDENCE;
				}

			};
		}

	}

	interface Menus {

		@GetExchange("/menu")
		String menu();

	}

}
