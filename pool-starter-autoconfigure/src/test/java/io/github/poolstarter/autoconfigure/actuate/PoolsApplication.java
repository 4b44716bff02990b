package io.github.poolstarter.autoconfigure.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A running web application with Spring Boot's auto-configuration of JDBC and Actuator,
 * and a client for it.
 */
public final class PoolsApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final HttpClient client = HttpClient.newHttpClient();

	private PoolsApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	public static PoolsApplication start(String... properties) {
		return start(new Class<?>[0], properties);
	}

	public static PoolsApplication start(Class<?>[] configuration, String... properties) {
		return start(WebApplicationType.SERVLET, configuration, properties);
	}

	public static PoolsApplication start(WebApplicationType type, Class<?>[] configuration, String... properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(type);
		application.addPrimarySources(List.of(configuration));
		List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new PoolsApplication(application.run(arguments.toArray(String[]::new)));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	HttpResponse<String> get(String path) {
		return get("local.server.port", path);
	}

	HttpResponse<String> getFromManagementPort(String path) {
		return get("local.management.port", path);
	}

	HttpResponse<String> post(String path) {
		return send(request("local.server.port", path).POST(HttpRequest.BodyPublishers.noBody()));
	}

	HttpResponse<String> post(String path, String json) {
		return send(request("local.server.port", path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpResponse<String> get(String portProperty, String path) {
		return send(request(portProperty, path));
	}

	HttpRequest.Builder request(String path) {
		return request("local.management.port", path);
	}

	private HttpRequest.Builder request(String portProperty, String path) {
		String port = this.context.getEnvironment().getRequiredProperty(portProperty);
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
	}

	public HttpResponse<String> send(HttpRequest.Builder builder) {
		HttpRequest request = builder.build();
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class,
					DataJdbcRepositoriesAutoConfiguration.class, JooqAutoConfiguration.class,
					FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class, DataRedisAutoConfiguration.class })
	static class Application {

	}

}
