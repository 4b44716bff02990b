package io.github.poolstarter.benchmarks.pooling;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import javax.sql.DataSource;

import io.github.poolstarter.benchmarks.boot.StarterVariant;
import io.github.poolstarter.benchmarks.report.MarkdownTable;
import io.github.poolstarter.benchmarks.report.Options;
import io.github.poolstarter.benchmarks.report.Report;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Compares operations that each open a connection of the driver, as code without a pool
 * does, with the same ones on the starter's pool. The two take turns, and who begins
 * alternates.
 * <p>
 * The first argument is the file for the table; {@code --rounds}, {@code --turn} (how
 * long it is), {@code --threads} and {@code --pool} (its size) set what their names say.
 */
public final class DirectOrPooledExperiment {

	private static final String NOTES = """
			An embedded PostgreSQL on the same machine, without a password and without TLS, so that a new connection is as cheap \
			as it gets; writes wait for the disk. %d client threads, each with one operation after another, in autocommit; the \
			pool has %d connections. %d rounds of %d s for each row, both sides in turn. All figures are medians of the rounds; \
			a ratio is that of the figures of one round, with the lowest and the highest beside it.""";

	private final int rounds;

	private final Duration turn;

	private final int threads;

	private final int poolSize;

	private DirectOrPooledExperiment(Options options) {
		this.rounds = options.number("rounds", 5);
		this.turn = options.time("turn", Duration.ofSeconds(5));
		this.threads = options.number("threads", 4);
		this.poolSize = options.number("pool", 10);
	}

	/**
	 * Run the comparison and write the report.
	 * @param arguments the file, and the options
	 * @throws IOException if the server can't be started, or the report can't be written
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ExecutionException if an operation failed
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
		Options options = new Options(arguments);
		DirectOrPooledExperiment experiment = new DirectOrPooledExperiment(options);
		MarkdownTable table = experiment.run();
		Report
			.of("A new connection for each operation, or a pool", DirectOrPooledExperiment.class, arguments,
					NOTES.formatted(experiment.threads, experiment.poolSize, experiment.rounds,
							experiment.turn.toSeconds()),
					table)
			.write(options.file());
	}

	private MarkdownTable run() throws IOException, InterruptedException, ExecutionException {
		// Embedded servers don't wait for the disk; one that keeps what it is given does
		try (EmbeddedPostgres server = EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.start()) {
			Shop.createTables(JdbcClient.create(server.getPostgresDatabase()));
			String url = server.getJdbcUrl("postgres", "postgres");
			try (ConfigurableApplicationContext context = StarterVariant.ALL.start(
					Map.of("pools.jdbc.general.url", url, "pools.jdbc.general.maximum-pool-size", this.poolSize),
					Object.class); Clients clients = new Clients(this.threads)) {
				return compare(clients, new Shop(new DriverManagerDataSource(url)),
						new Shop(context.getBean(DataSource.class)));
			}
		}
	}

	private MarkdownTable compare(Clients clients, Shop direct, Shop pooled)
			throws InterruptedException, ExecutionException {
		DirectOrPooledTable table = new DirectOrPooledTable();
		for (Operation operation : Operation.values()) {
			List<Throughput> directDone = new ArrayList<>();
			List<Throughput> pooledDone = new ArrayList<>();
			// So that the compiler has seen both
			clients.run(operation, pooled, this.turn);
			clients.run(operation, direct, this.turn);
			for (int round = 0; round < this.rounds; round++) {
				boolean directFirst = round % 2 == 0;
				if (directFirst) {
					directDone.add(clients.run(operation, direct, this.turn));
				}
				pooledDone.add(clients.run(operation, pooled, this.turn));
				if (!directFirst) {
					directDone.add(clients.run(operation, direct, this.turn));
				}
			}
			table.add(operation, directDone, pooledDone);
		}
		return table.toMarkdown();
	}

}
