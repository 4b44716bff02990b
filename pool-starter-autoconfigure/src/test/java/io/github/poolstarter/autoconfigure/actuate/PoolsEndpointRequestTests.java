package io.github.poolstarter.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import io.github.poolstarter.jdbc.JdbcPool;
import io.github.poolstarter.jdbc.JdbcPools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of which requests {@code /actuator/pools} carries out: what the path says, and
 * nothing that another site makes a browser send. On Spring MVC and on WebFlux.
 */
class PoolsEndpointRequestTests {

	private static final Map<WebApplicationType, PoolsApplication> applications = new EnumMap<>(
			WebApplicationType.class);

	@BeforeAll
	static void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			applications.put(type,
					PoolsApplication.start(type, new Class<?>[0], "spring.datasource.url=jdbc:h2:mem:requests-" + type,
							"management.endpoints.web.exposure.include=pools",
							"management.endpoint.pools.access=unrestricted", "pools.jdbc.general.maximum-pool-size=3",
							"pools.jdbc.ai.maximum-pool-size=3"));
		}
	}

	@AfterAll
	static void close() {
		applications.values().forEach(PoolsApplication::close);
		applications.clear();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void bodyThatNamesAnotherActionOrPoolThanThePathIsRefused(WebApplicationType type) {
		for (String body : List.of("{ \"action\": \"suspend\", \"name\": \"general\" }",
				"{ \"name\": \"general\", \"maximumPoolSize\": 2 }",
				"{ \"pool\": \"general\", \"maximumPoolSize\": 2 }",
				"{ \"action\": \"evict\", \"maximumPoolSize\": 2 }",
				"{ \"path\": \"config,general\", \"maximumPoolSize\": 2 }")) {
			HttpResponse<String> response = post(type, "config/ai", "application/json", body);
			assertThat(response.statusCode()).as(body).isEqualTo(400);
			assertThatJson(response).extractingPath("error").asString().contains("the path");
		}
		assertThat(post(type, "evict/ai", "application/json", "{ \"name\": \"general\" }").statusCode()).isEqualTo(400);
		assertThatNothingHappened(type);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void bodyThatNamesThePathsOwnPoolIsCarriedOut(WebApplicationType type) {
		assertThat(post(type, "config/ai", "application/json",
				"{ \"action\": \"config\", \"name\": \"ai\", \"pool\": \"ai\", \"maximumPoolSize\": 3 }")
			.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void valueThatCanNotBeConvertedIsNamedWithWhatIsWanted(WebApplicationType type) {
		assertThatValueIsRefused(post(type, "config/ai", "application/json", "{\"maximumPoolSize\":\"five\"}"), "size",
				"'maximumPoolSize' must be a whole number, such as 10");
		assertThatValueIsRefused(post(type, "config/ai", "application/json", "{\"maximumPoolSize\":3.9}"), "fraction",
				"'maximumPoolSize' must be a whole number, such as 10");
		for (String setting : List.of("connectionTimeout", "idleTimeout", "maxLifetime", "leakThreshold")) {
			assertThatValueIsRefused(post(type, "config/ai", "application/json", "{\"" + setting + "\":\"soon\"}"),
					setting, "'" + setting + "' must be a time, such as 250ms, 45s or 30m");
		}
		for (String query : List.of("window=soon", "step=soon")) {
			assertThatValueIsRefused(get(type, "history/ai?" + query), query, "must be a time");
		}
		assertThatValueIsRefused(get(type, "predict/ai?size=many"), "size", "'size' must be a whole number");
		assertThatValueIsRefused(get(type, "predict/ai?size=3&size=4"), "two sizes", "'size' must be a whole number");
		assertThat(post(type, "config/ai", "application/json", "{\"connectionTimeout\":5000,\"maximumPoolSize\":\"3\"}")
			.statusCode()).isEqualTo(200);
	}

	private static void assertThatValueIsRefused(HttpResponse<String> response, String description, String expected) {
		assertThat(response.statusCode()).as(description).isEqualTo(400);
		assertThatJson(response).extractingPath("error").asString().contains(expected);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void queryThatNamesAnotherThanThePathDoesNotWin(WebApplicationType type) {
		for (String query : List.of("action=suspend&name=general", "name=general", "pool=general",
				"path=suspend,general", "path=suspend&path=general", "path=suspend%2Fgeneral")) {
			assertThat(post(type, "suspend/none?" + query, null, "").statusCode()).as(query).isIn(400, 404);
			assertThat(post(type, "suspend/none?" + query, "application/json", "{}").statusCode()).as(query)
				.isIn(400, 404);
		}
		assertThatNothingHappened(type);
		for (String query : List.of("pool=general", "view=config", "path=config,ai", "path=config&path=ai")) {
			HttpResponse<String> response = get(type, "stats/ai?" + query);
			assertThat(response.statusCode()).as(query).isEqualTo(400);
			assertThatJson(response).extractingPath("error").asString().contains("the path");
		}
		assertThat(get(type, "stats/ai?view=stats&pool=ai").statusCode()).isEqualTo(200);
	}

	// A rule of an application's security for a path doesn't hold for these
	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void pathThatIsWrittenInAnotherWayIsNotFound(WebApplicationType type) {
		for (String path : List.of("suspend/ai/", "suspend//ai", "/suspend/ai", "suspend/ai//", "suspend/ai;a=b/")) {
			assertThat(post(type, path, null, "").statusCode()).as(path).isIn(400, 404);
			assertThat(post(type, path, "application/json", "{}").statusCode()).as(path).isIn(400, 404);
		}
		for (String path : List.of("", "stats/", "stats/ai/", "stats//ai", "/stats")) {
			assertThat(get(type, path).statusCode()).as(path).isIn(400, 404);
		}
		assertThatNothingHappened(type);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void writeThatAFormCanSendIsRefused(WebApplicationType type) {
		for (String path : List.of("suspend/ai", "evict/ai", "reset-stats", "config/ai", "suggestions/ai-1")) {
			for (String contentType : List.of("application/x-www-form-urlencoded",
					"multipart/form-data; boundary=\"-\"", "text/plain", "text/plain; a=application/json", "json")) {
				for (String body : List.of("", "action=suspend&name=general", "{\"maximumPoolSize\":\"2\"}")) {
					HttpResponse<String> response = post(type, path, contentType, body);
					assertThat(response.statusCode()).as(path + " as " + contentType).isEqualTo(415);
					assertThatJson(response).extractingPath("error").asString().contains("application/json");
				}
			}
			assertThat(post(type, path, null, "{\"maximumPoolSize\":\"2\"}").statusCode()).isEqualTo(415);
		}
		assertThatNothingHappened(type);
	}

	// As fetch and sendBeacon can without a body
	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void writeOfABrowserWithoutAContentTypeIsRefused(WebApplicationType type) {
		for (String origin : List.of("https://evil.example", "null")) {
			HttpResponse<String> response = send(type,
					request(type, "suspend/ai").header("Origin", origin).POST(HttpRequest.BodyPublishers.noBody()));
			assertThat(response.statusCode()).isEqualTo(415);
		}
		assertThatNothingHappened(type);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void writeWithoutABodyIsCarriedOutAndSoIsOneOfTheDashboard(WebApplicationType type) {
		assertThat(post(type, "evict/ai", null, "").statusCode()).isEqualTo(200);
		assertThat(post(type, "reset-stats", null, "").statusCode()).isEqualTo(200);
		for (String json : List.of("application/json", "application/json;charset=UTF-8",
				"application/vnd.spring-boot.actuator.v3+json")) {
			assertThat(post(type, "evict/ai", json, "").statusCode()).as(json).isEqualTo(200);
			assertThat(post(type, "reset-stats", json, "").statusCode()).as(json).isEqualTo(200);
		}
		assertThat(send(type,
				request(type, "evict/ai").header("Origin", "https://ops.example")
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.noBody()))
			.statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void viewThatDoesNotExistIsNotFoundAndTheAnswerNamesThoseThatDo(WebApplicationType type) {
		for (String path : List.of("weather", "weather/ai")) {
			HttpResponse<String> response = get(type, path);
			assertThat(response.statusCode()).as(path).isEqualTo(404);
			assertThatJson(response).extractingPath("error").asString().contains("no view");
			assertThatJson(response).extractingPath("views")
				.isEqualTo(List.of("alerts", "budget", "config", "health", "history", "holders", "predict", "routes",
						"sizing", "stats", "suggestions"));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void pathThatIsNoViewSaysWhatIsWrongWithIt(WebApplicationType type) {
		assertThatNotFound(get(type, "config/ai/foo"),
				"Nothing at 'config/ai/foo': a view or an action takes at most one name");
		assertThatNotFound(get(type, "evict/ai"), "'evict' is an action: use POST");
		assertThatNotFound(get(type, "reset-stats"), "'reset-stats' is an action: use POST");
	}

	private static void assertThatNotFound(HttpResponse<String> response, String error) {
		assertThat(response.statusCode()).isEqualTo(404);
		assertThatJson(response).isStrictlyEqualTo("{ \"error\": \"" + error + "\" }");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void poolThatDoesNotExistIsNotFoundAndTheAnswerNamesThoseThatDo(WebApplicationType type) {
		for (String view : List.of("stats", "config", "predict", "sizing", "alerts")) {
			assertThatPoolIsNotFound(get(type, view + "/aii"));
		}
		for (String action : List.of("config", "evict", "suspend", "resume")) {
			assertThatPoolIsNotFound(post(type, action + "/aii", null, ""));
			assertThatPoolIsNotFound(post(type, action + "/aii", "application/json", "{\"maximumPoolSize\":2}"));
		}
	}

	private static void assertThatPoolIsNotFound(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(404);
		assertThatJson(response).isStrictlyEqualTo("""
				{ "error": "There is no pool 'aii'", "pools": ["general", "ai"] }
				""");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void actionThatDoesNotExistIsNotFoundAndTheAnswerNamesThoseThatDo(WebApplicationType type) {
		HttpResponse<String> ofPool = post(type, "weather/ai", null, "");
		assertThat(ofPool.statusCode()).isEqualTo(404);
		assertThatJson(ofPool).extractingPath("actions")
			.isEqualTo(List.of("config", "evict", "resume", "suggestions", "suspend"));
		HttpResponse<String> ofAll = post(type, "weather", "application/json", "{}");
		assertThat(ofAll.statusCode()).isEqualTo(404);
		assertThatJson(ofAll).extractingPath("actions").isEqualTo(List.of("reset-stats"));
		HttpResponse<String> withPool = post(type, "reset-stats/ai", null, "");
		assertThat(withPool.statusCode()).isEqualTo(404);
		assertThatJson(withPool).extractingPath("error").asString().contains("applies to all pools");
		HttpResponse<String> withoutPool = post(type, "config", "application/json", "{}");
		assertThat(withoutPool.statusCode()).isEqualTo(404);
		assertThatJson(withoutPool).extractingPath("error").asString().contains("needs a pool");
		assertThat(post(type, "suggestions/ai-77", null, "").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", delimiter = ' ',
			value = { "SERVLET /shop/manage/ops/db server.servlet.context-path=/shop "
					+ "management.endpoints.web.base-path=/manage management.endpoints.web.path-mapping.pools=ops/db",
					"SERVLET /mvc/pools spring.mvc.servlet.path=/mvc management.endpoints.web.base-path=/ -",
					"SERVLET /admin/pools management.server.port=0 management.server.base-path=/admin "
							+ "management.endpoints.web.base-path=/",
					"REACTIVE /shop/pools spring.webflux.base-path=/shop management.endpoints.web.base-path=/ -",
					"REACTIVE /admin/actuator/db management.server.port=0 management.server.base-path=/admin "
							+ "management.endpoints.web.path-mapping.pools=db" })
	void endpointIsGuardedWhereverItIs(WebApplicationType type, String path, String first, String second,
			String third) {
		List<String> properties = new ArrayList<>(List.of("spring.datasource.url=jdbc:h2:mem:guarded",
				"pools.jdbc.ai.startup=lazy", "management.endpoints.web.exposure.include=pools",
				"management.endpoint.pools.access=unrestricted"));
		Stream.of(first, second, third).filter(Objects::nonNull).forEach(properties::add);
		try (PoolsApplication application = PoolsApplication.start(type, new Class<?>[0],
				properties.toArray(String[]::new))) {
			HttpRequest.BodyPublisher none = HttpRequest.BodyPublishers.noBody();
			assertThat(application
				.send(application.request(path + "/suspend/ai").header("Content-Type", "text/plain").POST(none))
				.statusCode()).isEqualTo(415);
			assertThat(application.send(application.request(path + "/suspend/ai/").POST(none)).statusCode())
				.isEqualTo(404);
			assertThat(application.send(application.request(path + "/suspend/ai").POST(none)).statusCode())
				.isEqualTo(200);
		}
	}

	@Test
	void overJmxTheNamesAreArguments() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName endpoint = new ObjectName("requests:type=Endpoint,name=Pools");
		String[] two = { String.class.getName(), String.class.getName() };
		try (PoolsApplication application = PoolsApplication.start(WebApplicationType.NONE, new Class<?>[0],
				"spring.datasource.url=jdbc:h2:mem:jmx", "pools.jdbc.ai.startup=lazy", "spring.jmx.enabled=true",
				"management.endpoints.jmx.domain=requests", "management.endpoints.jmx.exposure.include=pools",
				"management.endpoint.pools.access=unrestricted")) {
			assertThat(server.invoke(endpoint, "actOn", new Object[] { "suspend", "ai" }, two).toString())
				.contains("suspended=true");
			assertThatExceptionOfType(ReflectionException.class)
				.isThrownBy(() -> server.invoke(endpoint, "actOn", new Object[] { "resume", "aii" }, two))
				.withMessageContaining("There is no pool 'aii' (pools: ai)");
			assertThat(application.context().getBean(JdbcPools.class).get("ai").gate().isSuspended()).isTrue();
		}
	}

	private static void assertThatNothingHappened(WebApplicationType type) {
		for (JdbcPool pool : applications.get(type).context().getBean(JdbcPools.class).all()) {
			assertThat(pool.gate().isSuspended()).as(pool.name()).isFalse();
			assertThat(pool.dataSource().getMaximumPoolSize()).as(pool.name()).isEqualTo(3);
		}
	}

	private static HttpResponse<String> get(WebApplicationType type, String path) {
		return send(type, request(type, path));
	}

	private static HttpResponse<String> post(WebApplicationType type, String path, String contentType, String body) {
		HttpRequest.Builder request = request(type, path).POST(HttpRequest.BodyPublishers.ofString(body));
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		return send(type, request);
	}

	private static HttpRequest.Builder request(WebApplicationType type, String path) {
		return applications.get(type).request("/actuator/pools/" + path);
	}

	private static HttpResponse<String> send(WebApplicationType type, HttpRequest.Builder request) {
		return applications.get(type).send(request);
	}

	private static JsonContentAssert assertThatJson(HttpResponse<String> response) {
		return assertThat(new JsonContent(response.body()));
	}

}
