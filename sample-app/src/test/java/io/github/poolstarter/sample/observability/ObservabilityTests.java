package io.github.poolstarter.sample.observability;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the board, the rules and the documentation of the meters against what the
 * application exports.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		// A replica and a Redis server that are never there have all meters that one has
		"pools.redis.cache.port=1", "pools.jdbc.read.replicas.away.url=jdbc:postgresql://127.0.0.1:1/away",
		"pools.jdbc.read.replicas.away.minimum-idle=0" })
class ObservabilityTests {

	private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)[{ ]", Pattern.MULTILINE);

	private static final Pattern ALERT = Pattern.compile("^pools_alerts_active\\{alert=\"([^\"]+)\"",
			Pattern.MULTILINE);

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

	@Autowired
	private MeterRegistry registry;

	private String scrape;

	@BeforeEach
	void scrape(@LocalServerPort int port) {
		this.scrape = RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.build()
			.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@Test
	void everyMetricOfTheBoardIsExported() throws IOException {
		Set<String> metrics = metrics(boardExpressions());
		assertThat(metrics)
			.contains("hikaricp_connections_max", "pools_hold_seconds_sum", "pools_redis_connections_active")
			.isSubsetOf(exported());
	}

	@Test
	void everyMeterOfThePoolsIsOnTheBoard() throws IOException {
		assertThat(metrics(boardExpressions())).containsAll(exported("pools_"));
	}

	@Test
	void everyMetricAndAlertOfTheRulesIsExported() throws IOException {
		List<String> rules = List.copyOf(ObservabilityFiles.rules().values());
		assertThat(metrics(rules))
			.contains("hikaricp_connections_active", "pools_connections_leaked", "pools_redis_connections_leaked")
			.isSubsetOf(exported());
		Set<String> alerts = ALERT.matcher(this.scrape)
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toSet());
		assertThat(rules.stream().flatMap((rule) -> PromQl.alertsIn(rule).stream())).isNotEmpty().isSubsetOf(alerts);
	}

	@Test
	void documentationHasEveryMeterAsItIs() throws IOException {
		List<String> documented = ObservabilityFiles.meters()
			.stream()
			.map((cells) -> String.join(" | ", cells.get(0), cells.get(2), cells.get(3), cells.get(4), cells.get(5)))
			.toList();
		assertThat(documented).containsExactlyInAnyOrderElementsOf(this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("pools."))
			.map(ObservabilityTests::describe)
			.collect(Collectors.toSet()));
	}

	@Test
	void documentationHasEveryNameInPrometheus() throws IOException {
		assertThat(ObservabilityFiles.meters()
			.stream()
			.flatMap((cells) -> Arrays.stream(cells.get(1).split(", ")))
			.map((name) -> name.replace("`", ""))).containsExactlyInAnyOrderElementsOf(exported("pools_"));
	}

	@Test
	void documentationHasEveryRule() throws IOException {
		assertThat(ObservabilityFiles.table("Rule").stream().map((cells) -> cells.get(0).replace("`", "")))
			.containsExactlyInAnyOrderElementsOf(ObservabilityFiles.rules().keySet());
	}

	@Test
	void boardDefinesItsVariablesAndPlacesEveryPanelOnce() throws IOException {
		JsonNode board = ObservabilityFiles.board();
		Set<String> variables = new TreeSet<>(board.findValuesAsString("name"));
		variables.addAll(Set.of("__range", "__rate_interval"));
		assertThat(boardExpressions().stream()
			.flatMap((expression) -> VARIABLE.matcher(expression).results())
			.map((match) -> match.group(1))).isSubsetOf(variables);
		Set<Integer> ids = new TreeSet<>();
		Set<List<Integer>> cells = new HashSet<>();
		for (JsonNode panel : board.get("panels")) {
			assertThat(ids.add(panel.get("id").intValue())).as(panel.get("title").asString()).isTrue();
			JsonNode place = panel.get("gridPos");
			int right = place.get("x").intValue() + place.get("w").intValue();
			assertThat(right).isLessThanOrEqualTo(24);
			for (int x = place.get("x").intValue(); x < right; x++) {
				for (int y = 0; y < place.get("h").intValue(); y++) {
					assertThat(cells.add(List.of(x, place.get("y").intValue() + y))).as(panel.get("title").asString())
						.isTrue();
				}
			}
		}
	}

	@Test
	@EnabledIfPromtoolInstalled
	void prometheusFindsNoFaultWithTheMeters() throws Exception {
		String pools = this.scrape.lines()
			.filter((line) -> line.matches("(# (HELP|TYPE) )?pools_.*"))
			.collect(Collectors.joining("\n", "", "\n"));
		Promtool.Result result = Promtool.run(pools, "check", "metrics");
		assertThat(result.output()).isEmpty();
		assertThat(result.status()).isZero();
	}

	private static List<String> boardExpressions() throws IOException {
		JsonNode board = ObservabilityFiles.board();
		List<String> expressions = new ArrayList<>(board.findValuesAsString("expr"));
		expressions.addAll(board.get("templating").findValuesAsString("definition"));
		assertThat(expressions).hasSizeGreaterThan(20);
		return expressions;
	}

	private static Set<String> metrics(List<String> expressions) {
		return expressions.stream()
			.flatMap((expression) -> PromQl.metricsIn(expression).stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Set<String> exported(String prefix) {
		return exported().stream().filter((name) -> name.startsWith(prefix)).collect(Collectors.toSet());
	}

	private Set<String> exported() {
		return SAMPLE.matcher(this.scrape)
			.results()
			.map((MatchResult match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String describe(Meter.Id id) {
		String tags = id.getTags().stream().map(Tag::getKey).map("`%s`"::formatted).collect(Collectors.joining(", "));
		String unit = (id.getBaseUnit() != null) ? id.getBaseUnit() : "";
		return String.join(" | ", "`" + id.getName() + "`", id.getType().name().toLowerCase(Locale.ROOT), tags, unit,
				String.valueOf(id.getDescription()));
	}

}
