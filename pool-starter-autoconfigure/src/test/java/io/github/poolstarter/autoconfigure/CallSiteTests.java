package io.github.poolstarter.autoconfigure;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

import io.github.poolstarter.pool.CallSiteStats;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import io.github.poolstarter.tracking.PoolTracker;
import io.github.poolstarter.tracking.PoolTrackers;
import io.github.poolstarter.tracking.StackCallSites;
import org.apache.shop.OrderService;
import org.apache.shop.OwnerRepository;
import org.apache.shop.ShopConfiguration;
import org.apache.shop.StockMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names of the application's code, in an application whose package starts like that
 * of a library.
 */
class CallSiteTests {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void createDatabase() {
		database = PostgresServer.createDatabase();
		runner = PoolTestContexts.runner(database, "general", "ai")
			.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class,
					DataJpaRepositoriesAutoConfiguration.class, AopAutoConfiguration.class))
			.withUserConfiguration(ShopConfiguration.class, Mappers.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=update");
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void aTransactionOfARepositoryIsNamedByItsInterface() {
		runner.run((context) -> {
			OwnerRepository owners = context.getBean(OwnerRepository.class);
			assertThat(known(context, () -> owners.findById(1L))).isEqualTo("OwnerRepository.findById");
			assertThat(known(context, () -> owners.findByLastNameStartingWith("A")))
				.isEqualTo("OwnerRepository.findByLastNameStartingWith");
		});
	}

	@Test
	void aQueryOutsideATransactionIsNamedByItsRepository() {
		runner.run((context) -> {
			OwnerRepository owners = context.getBean(OwnerRepository.class);
			assertThat(estimated(context, () -> owners.findByLastName("Abel")))
				.isEqualTo("OwnerRepository.findByLastName");
		});
	}

	@Test
	void aMethodThatAProxyImplementsIsNamedByItsInterface() {
		runner.run((context) -> {
			StockMapper stock = context.getBean(StockMapper.class);
			assertThat(estimated(context, stock::count)).isEqualTo("StockMapper.count");
			assertThat(known(context, stock::countInTransaction)).isEqualTo("StockMapper.countInTransaction");
		});
	}

	@Test
	void theNearestMethodOfTheApplicationIsNamed() {
		runner.run((context) -> {
			OrderService orders = context.getBean(OrderService.class);
			assertThat(estimated(context, orders::count)).isEqualTo("OrderService.count");
			assertThat(estimated(context, orders::countInTemplate)).isEqualTo("OrderService.countInTemplate");
		});
	}

	@Test
	void whatOnlyHandsConnectionsOnIsPassedOver() {
		runner.run((context) -> {
			OrderService orders = context.getBean(OrderService.class);
			assertThat(estimated(context, orders::countThroughOwnProvider))
				.isEqualTo("OrderService.countThroughOwnProvider");
		});
	}

	@Test
	void aTransactionInANestedClassIsNamedAsEverywhere() {
		runner.run((context) -> {
			OrderService.Checkout checkout = context.getBean(OrderService.Checkout.class);
			assertThat(known(context, checkout::pay)).isEqualTo("OrderService.Checkout.pay");
		});
	}

	@Test
	void aTransactionOnThePoolOfATemplateHasItsName() {
		runner.run((context) -> {
			OrderService orders = context.getBean(OrderService.class);
			OrderService.Checkout checkout = context.getBean(OrderService.Checkout.class);
			CallSiteStats site = site(context, "ai", () -> orders.countInTransactionOnPool(checkout));
			assertThat(site.callSite()).isEqualTo("OrderService.Checkout.pay");
			assertThat(site.estimated()).isFalse();
		});
	}

	@Test
	void codeOutsideTheApplicationIsNamedWhereNoneOfTheApplicationsIsOnTheStack() {
		runner.run((context) -> {
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThat(estimated(context, () -> jdbc.queryForObject("select 1", Integer.class)))
				.isEqualTo("CallSiteTests.codeOutsideTheApplicationIsNamedWhereNoneOfTheApplicationsIsOnTheStack");
		});
	}

	@Test
	void anotherThreadsRepositoryIsNamedByItsInterface() {
		runner.run((context) -> {
			OwnerRepository owners = context.getBean(OwnerRepository.class);
			Thread thread = new Thread(() -> owners.sleep(60), "sleeper");
			thread.setUncaughtExceptionHandler((failed, failure) -> {
			});
			thread.start();
			try {
				Awaitility.await()
					.atMost(DEADLINE)
					.until(() -> context.getBean(PoolTrackers.class).get("general").held().size() == 1);
				StackCallSites stack = context.getBean(StackCallSites.class);
				assertThat(stack.of(thread)).isEqualTo("OwnerRepository.sleep");
			}
			finally {
				context.getBean(JdbcTemplate.class)
					.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%'"
							+ " and pid <> pg_backend_pid()");
				thread.join(DEADLINE.toMillis());
			}
		});
	}

	private static String known(ApplicationContext context, Work work) throws Exception {
		CallSiteStats site = site(context, "general", work);
		assertThat(site.estimated()).as(site.callSite()).isFalse();
		return site.callSite();
	}

	private static String estimated(ApplicationContext context, Work work) throws Exception {
		CallSiteStats site = site(context, "general", work);
		assertThat(site.estimated()).as(site.callSite()).isTrue();
		return site.callSite();
	}

	// Stacks are walked every ten milliseconds at most, and so the work is done until one
	// was
	private static CallSiteStats site(ApplicationContext context, String pool, Work work) throws Exception {
		PoolTracker tracker = context.getBean(PoolTrackers.class).get(pool);
		tracker.reset();
		long deadline = System.nanoTime() + DEADLINE.toNanos();
		List<CallSiteStats> sites;
		do {
			work.run();
			sites = tracker.stats().callSites();
		}
		while (sites.stream().allMatch((site) -> site.callSite().equals("unknown"))
				&& System.nanoTime() - deadline < 0);
		assertThat(sites).hasSize(1);
		return sites.get(0);
	}

	@Configuration(proxyBeanMethods = false)
	static class Mappers {

		// As MyBatis does
		@Bean
		StockMapper stockMapper(JdbcTemplate jdbc) {
			return (StockMapper) Proxy.newProxyInstance(StockMapper.class.getClassLoader(),
					new Class<?>[] { StockMapper.class },
					(proxy, method, arguments) -> jdbc.queryForObject("select 1", Integer.class));
		}

	}

	private interface Work {

		void run() throws Exception;

	}

}
