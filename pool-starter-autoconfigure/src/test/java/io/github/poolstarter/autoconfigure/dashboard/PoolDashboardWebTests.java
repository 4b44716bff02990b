package io.github.poolstarter.autoconfigure.dashboard;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.poolstarter.autoconfigure.actuate.PoolsApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code /actuator/pooldashboard} as a browser sees it, apart from what the page
 * does. Needs no database: the pool connects at first use, and nobody uses it.
 */
class PoolDashboardWebTests {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
			+ "frame-ancestors 'none'";

	static Stream<Place> places() {
		WebApplicationType servlet = WebApplicationType.SERVLET;
		WebApplicationType reactive = WebApplicationType.REACTIVE;
		return Stream.of(new Place(servlet, "/actuator/pooldashboard"),
				new Place(servlet, "/shop/manage/ops/dash", "server.servlet.context-path=/shop",
						"management.endpoints.web.base-path=/manage",
						"management.endpoints.web.path-mapping.pooldashboard=ops/dash",
						"management.endpoints.web.path-mapping.pools=db"),
				new Place(servlet, "/mvc/pooldashboard", "spring.mvc.servlet.path=/mvc",
						"management.endpoints.web.base-path=/"),
				new Place(servlet, "/admin/pooldashboard", "management.server.port=0",
						"management.server.base-path=/admin", "management.endpoints.web.base-path=/",
						"server.servlet.context-path=/shop"),
				new Place(reactive, "/actuator/pooldashboard"),
				new Place(reactive, "/shop/pooldashboard", "spring.webflux.base-path=/shop",
						"management.endpoints.web.base-path=/"),
				new Place(reactive, "/admin/actuator/ops/dash", "management.server.port=0",
						"management.server.base-path=/admin",
						"management.endpoints.web.path-mapping.pooldashboard=ops/dash"));
	}

	@ParameterizedTest
	@MethodSource("places")
	void pageFindsItsFilesAndTheEndpointWhereverItIs(Place place) {
		try (PoolsApplication application = place.start()) {
			URI address = place.address(application);
			HttpResponse<String> page = get(application, address);
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
			assertThatHeadersAreStrict(page);
			assertThat(page.body()).doesNotContain("{{");
			String body = page.body();

			List<String> files = all(body, "(?:src|href)=\"([^\"#]+)\"");
			assertThat(files).isNotEmpty().allSatisfy((file) -> {
				HttpResponse<String> asset = get(application, address.resolve(file));
				assertThat(asset.statusCode()).isEqualTo(200);
				assertThat(asset.headers().firstValue("Content-Type")).get()
					.asString()
					.isIn("text/javascript;charset=UTF-8", "text/css;charset=UTF-8", "image/svg+xml;charset=UTF-8");
				assertThatHeadersAreStrict(asset);
				assertThatIsNotSentAgain(application, asset);
			});
			assertThatIsNotSentAgain(application, page);

			URI pools = address.resolve(all(body, "<meta name=\"pools-endpoint\" content=\"([^\"]+)\"").get(0));
			assertThat(get(application, pools).body()).contains("\"pools\":{\"general\":");
			HttpResponse<String> unknown = get(application, URI.create(address + "/unknown.js"));
			assertThat(unknown.statusCode()).isEqualTo(404);
			assertThat(unknown.headers().firstValue("ETag")).isEmpty();
			assertThat(get(application, pools).headers().map()).doesNotContainKey("Content-Security-Policy");
		}
	}

	@Test
	void nothingElseOfTheJarCanBeHad() {
		Place place = new Place(WebApplicationType.SERVLET, "/actuator/pooldashboard");
		try (PoolsApplication application = place.start()) {
			assertThat(List.of("index.html", "DashboardFiles.class", "package-info.class", "chart.umd.js.LICENSE",
					"..%2factuate%2fPoolsEndpoint.class", "..%2fdashboard%2fchart.umd.js", "%2e%2e", "Chart.umd.js",
					".js", "chart.umd.js%00.css", "a" + ".a".repeat(3500) + ".js", "a" + "-a".repeat(3500) + ".css"))
				.allSatisfy((name) -> assertThat(
						get(application, URI.create(place.address(application) + "/" + name)).statusCode())
					.isIn(400, 404));
			assertThat(get(application, URI.create(place.address(application) + "/chart.umd.js")).statusCode())
				.isEqualTo(200);
			assertThat(application.context().getBean(PathMappedEndpoints.class).getPath(EndpointId.of("pooldashboard")))
				.as("what the security of endpoints goes by")
				.isEqualTo("/actuator/pooldashboard");
		}
	}

	private static void assertThatHeadersAreStrict(HttpResponse<String> response) {
		Map<String, String> headers = Map.of("Content-Security-Policy", POLICY, "X-Content-Type-Options", "nosniff",
				"Referrer-Policy", "no-referrer", "Cache-Control", "no-cache");
		headers
			.forEach((name, value) -> assertThat(response.headers().allValues(name)).as(name).containsExactly(value));
		assertThat(response.headers().allValues("ETag")).hasSize(1);
	}

	private static void assertThatIsNotSentAgain(PoolsApplication application, HttpResponse<String> response) {
		String etag = response.headers().firstValue("ETag").orElseThrow();
		HttpResponse<String> again = application
			.send(HttpRequest.newBuilder(response.uri()).header("If-None-Match", etag));
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThatHeadersAreStrict(again);
		assertThat(application.send(HttpRequest.newBuilder(response.uri()).header("If-None-Match", "\"other\""))
			.statusCode()).isEqualTo(200);
	}

	private static HttpResponse<String> get(PoolsApplication application, URI address) {
		return application.send(HttpRequest.newBuilder(address));
	}

	private static List<String> all(String text, String pattern) {
		Matcher matcher = Pattern.compile(pattern).matcher(text);
		return matcher.results().map((result) -> result.group(1)).toList();
	}

	/**
	 * Where an application has its dashboard.
	 */
	record Place(WebApplicationType type, String path, String... properties) {

		PoolsApplication start() {
			Stream<String> fixed = Stream.of("spring.datasource.url=jdbc:h2:mem:dashboard",
					"pools.jdbc.general.startup=lazy", "management.endpoints.web.exposure.include=pools,pooldashboard");
			return PoolsApplication.start(this.type, new Class<?>[0],
					Stream.concat(fixed, Stream.of(this.properties)).toArray(String[]::new));
		}

		URI address(PoolsApplication application) {
			return URI.create("http://localhost:"
					+ application.context().getEnvironment().getRequiredProperty("local.management.port") + this.path);
		}

	}

}
