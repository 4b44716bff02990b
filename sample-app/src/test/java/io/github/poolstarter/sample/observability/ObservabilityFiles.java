package io.github.poolstarter.sample.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the project's documentation has for Prometheus and Grafana.
 */
final class ObservabilityFiles {

	static final Path RULES = path("prometheus-alerts.yml");

	static final Path RULES_TESTS = path("prometheus-alerts-tests.yml");

	private ObservabilityFiles() {
	}

	private static Path path(String name) {
		return Path.of("..", "docs", "observability", name);
	}

	static JsonNode board() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(path("grafana-dashboard.json")));
	}

	/**
	 * The rules for alerts.
	 * @return the expression of each, by its name
	 */
	static Map<String, String> rules() throws IOException {
		Map<String, String> rules = new TreeMap<>();
		Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(RULES));
		for (Map<String, Object> group : file.getOrDefault("groups", List.of())) {
			for (Object rule : (List<?>) group.getOrDefault("rules", List.of())) {
				Map<?, ?> entries = (Map<?, ?>) rule;
				rules.put(String.valueOf(entries.get("alert")), String.valueOf(entries.get("expr")));
			}
		}
		return rules;
	}

	static String rulesTests() throws IOException {
		return Files.readString(RULES_TESTS);
	}

	/**
	 * The meters in the documentation, those of Redis pools among them.
	 * @return the cells of each row
	 */
	static List<List<String>> meters() throws IOException {
		List<List<String>> meters = new ArrayList<>(table("Meter"));
		meters.addAll(table("Meter of a Redis pool"));
		return meters;
	}

	/**
	 * A table of the documentation.
	 * @param header the text of its first column's header
	 * @return the cells of each row below the header
	 */
	static List<List<String>> table(String header) throws IOException {
		List<List<String>> rows = new ArrayList<>();
		boolean inside = false;
		for (String line : Files.readAllLines(path("README.md"))) {
			inside = line.startsWith("| " + header + " |") || (inside && line.startsWith("|"));
			if (inside) {
				rows.add(List.of(line.split("\\|", -1)).stream().map(String::trim).toList());
			}
		}
		return rows.stream().skip(2).map((cells) -> cells.subList(1, cells.size() - 1)).toList();
	}

}
