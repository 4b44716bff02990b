package io.github.poolstarter.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.actuate.PoolStatus;
import io.github.poolstarter.actuate.PoolsEndpoint;
import io.github.poolstarter.actuate.ReplicaDescriptor;
import io.github.poolstarter.actuate.StatsDescriptor;
import io.github.poolstarter.alert.AlertKind;
import io.github.poolstarter.alert.PoolAlerts;
import io.github.poolstarter.test.FaultyPostgres;
import org.awaitility.Awaitility;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with three pools on a server that is going to be hurt, and the
 * accountant who finds out afterwards whether all is in order.
 */
final class FaultyApplication implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	// Of PostgreSQL's driver, where a connection has to be open within a time
	private static final String CONNECTING_THREAD = "PostgreSQL JDBC driver connection thread";

	private static final List<String> PROPERTIES = List.of("pools.defaults.connection-timeout=1s",
			"pools.defaults.initialization-fail-timeout=30s", "pools.defaults.validation-timeout=500ms",
			"pools.jdbc.general.minimum-idle=2", "pools.jdbc.general.maximum-pool-size=6",
			"pools.jdbc.read.minimum-idle=1", "pools.jdbc.read.maximum-pool-size=4", "pools.jdbc.ai.minimum-idle=1",
			"pools.jdbc.ai.maximum-pool-size=3", "management.endpoints.web.exposure.include=pools");

	private final FaultyPostgres database;

	private final Map<String, FaultyPostgres> ownDatabases;

	private final ConfigurableApplicationContext context;

	private final PoolRegistry pools;

	private FaultyApplication(FaultyPostgres database, Map<String, FaultyPostgres> ownDatabases,
			ConfigurableApplicationContext context) {
		this.database = database;
		this.ownDatabases = ownDatabases;
		this.context = context;
		this.pools = context.getBean(PoolRegistry.class);
	}

	/**
	 * Start the application on an empty table.
	 * @param database the server of all pools
	 * @param properties what is special about it
	 * @return the application, to be closed
	 */
	static FaultyApplication start(FaultyPostgres database, String... properties) {
		return start(database, Map.of(), properties);
	}

	/**
	 * Start the application on empty tables.
	 * @param database the server of all pools that have none of their own
	 * @param ownDatabases the servers of the others, by pool
	 * @param properties what is special about it
	 * @return the application, to be closed
	 */
	static FaultyApplication start(FaultyPostgres database, Map<String, FaultyPostgres> ownDatabases,
			String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.datasource.url=" + database.url()));
		all.addAll(PROPERTIES);
		all.addAll(List.of(properties));
		ownDatabases.forEach((pool, own) -> {
			all.add("pools.jdbc." + pool + ".url=" + own.url());
			createTable(own);
		});
		createTable(database);
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return new FaultyApplication(database, ownDatabases,
				application.run(all.stream().map((property) -> "--" + property).toArray(String[]::new)));
	}

	// Without a key, so that a row that is there twice can be there
	private static void createTable(FaultyPostgres database) {
		database.server().execute("drop table if exists app.orders");
		database.server().execute("create table app.orders (id bigint not null)");
		database.server().execute("alter table app.orders owner to app");
		database.awaitReplay();
	}

	private FaultyPostgres databaseOf(String pool) {
		return this.ownDatabases.getOrDefault(pool, this.database);
	}

	/**
	 * Put the application to work.
	 * @return the load, to be closed
	 */
	FaultLoad load() {
		this.pools.names().forEach((pool) -> assertThat(stats(pool).acquire().count()).isZero());
		return new FaultLoad(orders());
	}

	/**
	 * Its service.
	 * @return the service
	 */
	Orders orders() {
		return this.context.getBean(Orders.class);
	}

	/**
	 * Its pools.
	 * @return the pools
	 */
	PoolRegistry pools() {
		return this.pools;
	}

	/**
	 * The figures of a pool, as the endpoint has them.
	 * @param pool the name of the pool
	 * @return the figures
	 */
	StatsDescriptor stats(String pool) {
		Object view = view(pool);
		return (view instanceof StatsDescriptor.Replicated replicated) ? replicated.stats() : (StatsDescriptor) view;
	}

	/**
	 * The replicas of a pool, as the endpoint has them.
	 * @param pool the name of the pool
	 * @return the replicas and their figures, by name
	 */
	Map<String, ReplicaDescriptor> replicas(String pool) {
		return (view(pool) instanceof StatsDescriptor.Replicated replicated) ? replicated.replicas() : Map.of();
	}

	private Object view(String pool) {
		return Objects
			.requireNonNull(this.context.getBean(PoolsEndpoint.class).poolView("stats", pool, null, null, null));
	}

	/**
	 * Wait until no pool has a connection left. What the calls that held one have seen
	 * tells less: where the commit has failed, Spring shows only that HikariCP has closed
	 * the connection before the rollback; and what lay idle for long fails at HikariCP's
	 * validation, and no call does.
	 */
	void awaitNoConnections() {
		Awaitility.await()
			.atMost(DEADLINE)
			.untilAsserted(() -> assertThat(this.pools.names())
				.allSatisfy((pool) -> assertThat(stats(pool).total()).as("%s: total", pool).isZero()));
	}

	/**
	 * Wait until all pools are in some condition.
	 * @param status the condition
	 */
	void awaitHealth(PoolStatus status) {
		PoolHealthChecks checks = this.context.getBean(PoolHealthChecks.class);
		Awaitility.await()
			.atMost(DEADLINE)
			.untilAsserted(() -> assertThat(checks.checkAll().values()).extracting("status").containsOnly(status));
	}

	/**
	 * Wait until an alert is active for all pools.
	 * @param kind what the alert is about
	 */
	void awaitAlert(AlertKind kind) {
		Awaitility.await()
			.atMost(DEADLINE)
			.untilAsserted(() -> assertThat(poolsWith(kind)).containsAll(this.pools.names()));
	}

	/**
	 * Wait until an alert is active for no pool.
	 * @param kind what the alert is about
	 */
	void awaitNoAlert(AlertKind kind) {
		Awaitility.await().atMost(DEADLINE).untilAsserted(() -> assertThat(poolsWith(kind)).isEmpty());
	}

	private List<String> poolsWith(AlertKind kind) {
		return this.context.getBean(PoolAlerts.class)
			.board()
			.active()
			.stream()
			.filter((alert) -> alert.kind() == kind)
			.map((alert) -> alert.pool())
			.toList();
	}

	/**
	 * See that every connection was given back, that the server has those that the pools
	 * know and no other, and that the figures of each pool agree with what the load has
	 * counted and with one another.
	 * @param load the load, which has ended
	 * @return how many connections leaked
	 */
	int assertBalanced(FaultLoad load) {
		Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
			Map<FaultyPostgres, Integer> open = new HashMap<>();
			for (String pool : this.pools.names()) {
				StatsDescriptor stats = stats(pool);
				assertThat(stats.active()).as("%s: active", pool).isZero();
				assertThat(stats.pending()).as("%s: pending", pool).isZero();
				assertThat(stats.created() - stats.closed()).as("%s: created - closed", pool).isEqualTo(stats.total());
				open.merge(databaseOf(pool), stats.total(), Integer::sum);
				replicas(pool).forEach((name, replica) -> assertQuiet(pool, name, figuresOf(replica)));
			}
			open.forEach((database, connections) -> assertThat(database.connections()).as("connections in the server")
				.isEqualTo(connections));
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain(CONNECTING_THREAD);
		});
		this.pools.names().forEach((pool) -> {
			Map<String, ReplicaDescriptor> replicas = replicas(pool);
			if (replicas.isEmpty()) {
				assertBalanced(pool, stats(pool), load);
			}
			else {
				assertBalanced(pool, stats(pool), replicas, load);
			}
		});
		return this.pools.names().stream().mapToInt(this::active).sum();
	}

	private int active(String pool) {
		return stats(pool).active()
				+ replicas(pool).values().stream().mapToInt((replica) -> figuresOf(replica).active()).sum();
	}

	// One connection of each replica is for its checks
	private void assertQuiet(String pool, String replica, StatsDescriptor stats) {
		assertThat(stats.active()).as("%s of %s: active", replica, pool).isZero();
		assertThat(stats.pending()).as("%s of %s: pending", replica, pool).isZero();
		assertThat(stats.created() - stats.closed()).as("%s of %s: created - closed", replica, pool)
			.isEqualTo(stats.total());
		assertThat(databaseOf(pool).replicaConnections(replica)).as("connections in %s", replica)
			.isEqualTo(stats.total() + 1);
	}

	private static StatsDescriptor figuresOf(ReplicaDescriptor replica) {
		return Objects.requireNonNull(replica.stats());
	}

	// A call that finds a replica away is counted there, and again where it goes then
	private static void assertBalanced(String pool, StatsDescriptor primary, Map<String, ReplicaDescriptor> replicas,
			FaultLoad load) {
		List<StatsDescriptor> all = new ArrayList<>(List.of(primary));
		replicas.values().forEach((replica) -> all.add(figuresOf(replica)));
		long holds = 0;
		long timeouts = 0;
		for (StatsDescriptor stats : all) {
			assertThat(stats.acquire().count()).as("%s: acquires", pool)
				.isEqualTo(stats.hold().count() + stats.timeouts());
			assertThat(stats.rejected() + stats.interrupted()).as("%s: rejected and interrupted", pool).isZero();
			assertThat(waits(stats.waits())).as("%s: waits", pool).isEqualTo(stats.acquire().count());
			holds += stats.hold().count();
			timeouts += stats.timeouts();
		}
		assertThat(holds).as("%s: holds", pool).isEqualTo(load.calls(pool) - load.withoutConnection(pool));
		assertThat(timeouts).as("%s: timeouts", pool).isGreaterThanOrEqualTo(load.withoutConnection(pool));
	}

	private static void assertBalanced(String pool, StatsDescriptor stats, FaultLoad load) {
		assertThat(stats.timeouts()).as("%s: timeouts", pool).isEqualTo(load.withoutConnection(pool));
		assertThat(stats.rejected() + stats.interrupted()).as("%s: rejected and interrupted", pool).isZero();
		assertThat(stats.acquire().count()).as("%s: acquires", pool).isEqualTo(load.calls(pool));
		assertThat(stats.hold().count()).as("%s: holds", pool).isEqualTo(load.calls(pool) - stats.timeouts());
		assertThat(stats.nested()).as("%s: nested", pool).isZero();
		assertThat(waits(stats.waits())).as("%s: waits", pool).isEqualTo(stats.acquire().count());
	}

	private static long waits(StatsDescriptor.WaitsDescriptor waits) {
		return waits.immediate() + waits.queued().count() + waits.validated().count() + waits.opened().count()
				+ waits.unreachable().count();
	}

	/**
	 * See that every write that was acknowledged is in the database, and no row twice.
	 * @param load the load, which has ended
	 * @return what became of the writes
	 */
	Writes assertNothingLost(FaultLoad load) {
		List<Long> rows = this.pools.names()
			.stream()
			.map(this::databaseOf)
			.distinct()
			.flatMap((database) -> rows(database).stream())
			.toList();
		Set<Long> present = new HashSet<>(rows);
		assertThat(rows).hasSameSizeAs(present);
		List<Long> acknowledged = load.acknowledgedWrites();
		List<Long> lost = acknowledged.stream().filter((id) -> !present.contains(id)).toList();
		assertThat(acknowledged).isNotEmpty();
		assertThat(lost).isEmpty();
		acknowledged.forEach(present::remove);
		return new Writes(lost.size(), present.size());
	}

	private static List<Long> rows(FaultyPostgres database) {
		return new JdbcTemplate(new DriverManagerDataSource(database.server().url()))
			.queryForList("select id from app.orders", Long.class);
	}

	/**
	 * Shut the application down.
	 */
	void shutDown() {
		this.context.close();
	}

	@Override
	public void close() {
		shutDown();
		Awaitility.await()
			.atMost(DEADLINE)
			.until(() -> this.pools.names().stream().allMatch((pool) -> databaseOf(pool).connections() == 0));
	}

	/**
	 * What became of the writes of a load.
	 *
	 * @param lost how many were acknowledged, and are not there
	 * @param failedButDone how many failed for the application, and are there: the server
	 * had committed them, and the answer did not arrive
	 */
	record Writes(int lost, int failedButDone) {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { HibernateJpaAutoConfiguration.class,
			DataJpaRepositoriesAutoConfiguration.class, DataJdbcRepositoriesAutoConfiguration.class,
			JooqAutoConfiguration.class, FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class })
	static class Application {

		@Bean
		Orders orders(JdbcTemplate jdbc, PoolTemplate pools) {
			return new Orders(jdbc, pools);
		}

	}

}
