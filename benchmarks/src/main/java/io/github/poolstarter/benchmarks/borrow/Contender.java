package io.github.poolstarter.benchmarks.borrow;

import java.util.function.Supplier;

import io.github.poolstarter.benchmarks.boot.StarterVariant;

/**
 * What takes part in {@link BorrowBenchmark}, in the order of its table.
 */
public enum Contender {

	/**
	 * HikariCP alone, which all others stand on.
	 */
	HIKARI("HikariCP", Peer::hikari),

	/**
	 * HikariCP with the metrics tracker that Spring Boot gives it.
	 */
	HIKARI_MICROMETER("HikariCP, Micrometer", Peer::hikariWithMicrometer),

	/**
	 * A Spring proxy with an interceptor that does nothing: where annotations begin.
	 */
	PLAIN_PROXY("Spring proxy, doing nothing", Peer::plainProxy),

	/**
	 * Spring's {@code AbstractRoutingDataSource}, with a key on the thread.
	 */
	SPRING_ROUTING("`AbstractRoutingDataSource`", Peer::springRouting),

	/**
	 * Baomidou's dynamic-datasource, by annotation.
	 */
	DYNAMIC_DATASOURCE("dynamic-datasource, `@DS`", Peer::dynamicDatasource),

	/**
	 * FlexyPool, with its metrics.
	 */
	FLEXY_POOL("FlexyPool", Peer::flexyPool),

	/**
	 * The wrapper datasource-proxy, with a listener that counts queries.
	 */
	DATASOURCE_PROXY("datasource-proxy", Peer::datasourceProxy),

	/**
	 * The starter, routing only.
	 */
	STARTER_ROUTED(StarterVariant.ROUTED),

	/**
	 * The starter, with a record of every borrow.
	 */
	STARTER_TRACKED(StarterVariant.TRACKED),

	/**
	 * The starter, as it comes.
	 */
	STARTER_BUSY_TIME(StarterVariant.BUSY_TIME),

	/**
	 * The starter, as it comes, with Micrometer.
	 */
	STARTER_ALL(StarterVariant.ALL);

	private final String title;

	private final Supplier<Peer> start;

	Contender(String title, Supplier<Peer> start) {
		this.title = title;
		this.start = start;
	}

	Contender(StarterVariant variant) {
		this("**Pool Starter**, `@AiWork`: " + variant.title(), () -> Peer.starter(variant));
	}

	/**
	 * What it is called in tables.
	 * @return a title, in Markdown
	 */
	String title() {
		return this.title;
	}

	/**
	 * Start it.
	 * @return the started contender, to be closed
	 */
	Peer start() {
		return this.start.get();
	}

}
