package io.github.poolstarter.routing.check;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolTemplate;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.routing.RoutingTestConfiguration;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.TransactionManagementConfigurer;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.jta.JtaTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the check at start says of transactions that leave the pools out.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionCheckTests {

	private static final String ERROR = "do not include work done through the data source of the pools";

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database).withBean(Orders.class);
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@BeforeEach
	void createTable() {
		JdbcClient jdbc = JdbcClient
			.create(new DriverManagerDataSource(database.url(), database.username(), database.password()));
		jdbc.sql("drop table if exists orders").update();
		jdbc.sql("create table orders (id int)").update();
	}

	@Test
	void withSpringBootsManagerThereIsNothingToSay(CapturedOutput output) {
		runner.run((context) -> {
			assertThat(finding(context, "place")).isNull();
			placeAndFail(context);
			assertThat(context.getBean(Orders.class).count()).isZero();
		});
		assertThat(output).doesNotContain(ERROR);
	}

	@Test
	void jtaTransactionsLeaveThePoolsOut(CapturedOutput output) {
		runner.withUserConfiguration(Jta.class).run((context) -> {
			assertThat(finding(context, "place"))
				.startsWith("its transaction is managed by 'jta' (JtaTransactionManager) "
						+ "and does not include work done through the data source of the pools")
				.contains("do not take part in JTA transactions");
			assertThat(finding(context, "joinIfThereIsOne")).isNull();
			assertThat(finding(context, "count")).isNull();
			placeAndFail(context);
			assertThat(context.getBean(Orders.class).count()).isOne();
		});
		assertThat(output).containsOnlyOnce(ERROR)
			.containsPattern("ERROR.*The transactions of 'jta' \\(JtaTransactionManager\\) " + ERROR)
			.contains("used by @Transactional and TransactionTemplate, TransactionCheckTests.Orders.place. "
					+ "The pools' connections do not take part in JTA transactions. Use a JdbcTransactionManager")
			.doesNotContain("is marked for pool");
	}

	@Test
	void aManagerOfThePoolsBesideJtaRollsBack(CapturedOutput output) {
		runner.withUserConfiguration(Jta.class, NamedOfThePools.class).run((context) -> {
			assertThat(finding(context, "placeByName")).isNull();
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(NamedOrders.class).placeByName());
			assertThat(context.getBean(Orders.class).count()).isZero();
		});
		assertThat(output).containsOnlyOnce(ERROR)
			.contains("used by TransactionCheckTests.Orders.place. The pools' connections");
	}

	@Test
	void chunksOfThePoolTemplateHaveTheirOwnTransactionsBesideJta() {
		runner.withUserConfiguration(Jta.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(context.getBean(PoolTemplate.class).inChunks("ai", List.of(1, 2, 3, 4), 2, (chunk) -> {
				orders.insert();
				if (chunk.contains(4)) {
					throw new IllegalStateException();
				}
			}).failed()).hasSize(1);
			assertThat(orders.count()).isOne();
		});
	}

	@Test
	void aManagerOfOnePoolAsTheOnlyOneLeavesThePoolsOut(CapturedOutput output) {
		runner.withUserConfiguration(OfPoolAi.class).run((context) -> {
			assertThat(finding(context, "place")).contains("'aiTransactions' (JdbcTransactionManager for pool 'ai')");
			placeAndFail(context);
			assertThat(context.getBean(Orders.class).count()).isOne();
		});
		assertThat(output).containsOnlyOnce(ERROR)
			.containsPattern("ERROR.*'aiTransactions' \\(JdbcTransactionManager for pool 'ai'\\)")
			.contains("or do the work through the DataSource @Qualifier(\"ai\")");
	}

	@Test
	void thatIsSaidWithoutMarkedMethodsToo(CapturedOutput output) {
		RoutingTestConfiguration.runner(database).withUserConfiguration(OfPoolAi.class).run((context) -> {
		});
		assertThat(output).contains("They are used by @Transactional and TransactionTemplate. Use");
	}

	@Test
	void aManagerOfOnePoolBesideThePrimaryOneIsFine(CapturedOutput output) {
		runner.withUserConfiguration(OfPoolAi.class, PrimaryOfThePools.class)
			.run((context) -> assertThat(finding(context, "place")).isNull());
		assertThat(output).doesNotContain(ERROR);
	}

	@Test
	void aMarkedMethodThatNamesTheManagerOfOnePoolIsReported(CapturedOutput output) {
		runner.withUserConfiguration(OfPoolAi.class, PrimaryOfThePools.class).withBean(Naming.class).run((context) -> {
			assertThat(finding(context, "onAnotherPool")).contains("'aiTransactions'");
			assertThat(finding(context, "onThatPool")).contains("'aiTransactions'");
			assertThat(finding(context, "ofBroker")).isNull();
		});
		assertThat(output).containsOnlyOnce(ERROR)
			.contains(
					"used by TransactionCheckTests.Naming.onAnotherPool, TransactionCheckTests.Naming.onThatPool. Use");
	}

	@Test
	void aQualifierOnTheClassNamesTheManager() {
		runner.withUserConfiguration(OfPoolAi.class, PrimaryOfThePools.class)
			.withBean(Qualified.class)
			.run((context) -> assertThat(finding(context, "qualified")).contains("'aiTransactions'"));
	}

	@Test
	void aManagerChosenByAConfigurerIsTheDefault() {
		runner.withUserConfiguration(OfPoolAi.class, PrimaryOfThePools.class, Configurer.class)
			.run((context) -> assertThat(finding(context, "place")).contains("'aiTransactions'"));
	}

	@Test
	void aManagerOfAnotherDataSourceAsTheOnlyOneLeavesThePoolsOut(CapturedOutput output) {
		runner
			.withBean("reports", JdbcTransactionManager.class,
					() -> new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:reports")))
			.run((context) -> assertThat(finding(context, "place"))
				.contains("'reports' (JdbcTransactionManager for another data source)"));
		assertThat(output).containsPattern("ERROR.*The transactions of 'reports'");
	}

	@Test
	void theManagerOfABrokerBesideIsFine(CapturedOutput output) {
		runner.withUserConfiguration(Broker.class, PrimaryOfThePools.class).withBean(Naming.class).run((context) -> {
			assertThat(finding(context, "place")).isNull();
			assertThat(finding(context, "ofBroker")).isNull();
		});
		assertThat(output).doesNotContain(ERROR);
	}

	@Test
	void theManagerOfABrokerAsTheOnlyOneIsReportedOfMarkedMethodsOnly(CapturedOutput output) {
		runner.withUserConfiguration(Broker.class)
			.run((context) -> assertThat(finding(context, "place")).contains("'broker' (BrokerTransactionManager)"));
		assertThat(output).contains("used by TransactionCheckTests.Orders.place. Use");
	}

	@Test
	void aReactiveManagerBesideIsFine(CapturedOutput output) {
		runner.withUserConfiguration(Reactive.class, PrimaryOfThePools.class)
			.run((context) -> assertThat(finding(context, "place")).isNull());
		assertThat(output).doesNotContain(ERROR);
	}

	@Test
	void aManagerThatWrapsAnotherIsTakenToBeRight(CapturedOutput output) {
		runner.withUserConfiguration(Wrapping.class).run((context) -> assertThat(finding(context, "place")).isNull());
		assertThat(output).doesNotContain(ERROR);
	}

	@Test
	void aManagerBehindAProxyIsLookedThrough() {
		runner.withUserConfiguration(Proxied.class)
			.run((context) -> assertThat(finding(context, "place")).contains("(JdbcTransactionManager for pool 'ai')"));
	}

	@Test
	void connectionsFetchedLazilyAreThoseOfThePools(CapturedOutput output) {
		runner.withPropertyValues("spring.datasource.connection-fetch=lazy")
			.run((context) -> assertThat(finding(context, "place")).isNull());
		assertThat(output).doesNotContain(ERROR);
	}

	@Test
	void aTransactionTemplateIsNamedWhereNoManagerIsOfThePools(CapturedOutput output) {
		runner.withUserConfiguration(Templates.class).run((context) -> {
		});
		assertThat(output).containsOnlyOnce(ERROR).contains("used by the TransactionTemplate 'aiTemplate'. Use");
	}

	@Test
	void aLazyManagerIsNotMadeForTheCheck() {
		runner.withUserConfiguration(LazyOfPoolAi.class, PrimaryOfThePools.class)
			.withBean(Naming.class)
			.run((context) -> {
				assertThat(finding(context, "onThatPool")).isNull();
				assertThat(context.getBean(AtomicInteger.class)).hasValue(0);
			});
	}

	private static void placeAndFail(AssertableApplicationContext context) {
		Orders orders = context.getBean(Orders.class);
		assertThatIllegalStateException().isThrownBy(orders::place);
	}

	private static String finding(AssertableApplicationContext context, String method) {
		return context.getBean(RoutingCheck.class)
			.findings()
			.stream()
			.filter((finding) -> finding.method().equals(method))
			.findFirst()
			.map(RoutingFinding::finding)
			.orElse(null);
	}

	static class Orders {

		private final JdbcClient jdbc;

		Orders(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@AiWork
		@Transactional
		void place() {
			insert();
			throw new IllegalStateException();
		}

		@AiWork
		@Transactional(propagation = Propagation.SUPPORTS)
		void joinIfThereIsOne() {
		}

		@ReadOnly
		int count() {
			return this.jdbc.sql("select count(*) from orders").query(Integer.class).single();
		}

		void insert() {
			this.jdbc.sql("insert into orders values (1)").update();
		}

	}

	static class NamedOrders {

		private final Orders orders;

		NamedOrders(Orders orders) {
			this.orders = orders;
		}

		@AiWork
		@Transactional("pooled")
		void placeByName() {
			this.orders.insert();
			throw new IllegalStateException();
		}

	}

	static class Naming {

		@ReadOnly
		@Transactional("aiTransactions")
		void onAnotherPool() {
		}

		@AiWork
		@Transactional("aiTransactions")
		void onThatPool() {
		}

		@AiWork
		@Transactional("broker")
		void ofBroker() {
		}

	}

	@Qualifier("aiTransactions")
	static class Qualified {

		@AiWork
		@Transactional
		void qualified() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jta {

		@Bean
		@Primary
		JtaTransactionManager jta() {
			return new JtaTransactionManager(new RecordedUserTransaction());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedOfThePools {

		@Bean
		JdbcTransactionManager pooled(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		NamedOrders namedOrders(Orders orders) {
			return new NamedOrders(orders);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryOfThePools {

		@Bean
		@Primary
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPoolAi {

		@Bean
		JdbcTransactionManager aiTransactions(@Qualifier("ai") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyOfPoolAi {

		@Bean
		AtomicInteger made() {
			return new AtomicInteger();
		}

		@Bean
		@Lazy
		JdbcTransactionManager aiTransactions(@Qualifier("ai") DataSource dataSource, AtomicInteger made) {
			made.incrementAndGet();
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Configurer {

		@Bean
		TransactionManagementConfigurer configurer(@Qualifier("aiTransactions") TransactionManager manager) {
			return () -> manager;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broker {

		@Bean
		BrokerTransactionManager broker() {
			return new BrokerTransactionManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reactive {

		@Bean
		ReactiveTransactionManager reactive() {
			return new NoReactiveTransactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Wrapping {

		@Bean
		PlatformTransactionManager wrapping(DataSource dataSource) {
			return new WrappingTransactionManager(new JdbcTransactionManager(dataSource));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		PlatformTransactionManager proxied(@Qualifier("ai") DataSource dataSource) {
			return (PlatformTransactionManager) Objects
				.requireNonNull(new ProxyFactory(new JdbcTransactionManager(dataSource)).getProxy());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Templates {

		@Bean
		JdbcTransactionManager aiTransactions(@Qualifier("ai") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		JdbcTransactionManager generalTransactions(@Qualifier("general") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		TransactionTemplate aiTemplate(@Qualifier("aiTransactions") PlatformTransactionManager manager) {
			return new TransactionTemplate(manager);
		}

	}

	static class WrappingTransactionManager implements PlatformTransactionManager {

		private final PlatformTransactionManager delegate;

		WrappingTransactionManager(PlatformTransactionManager delegate) {
			this.delegate = delegate;
		}

		@Override
		public TransactionStatus getTransaction(TransactionDefinition definition) {
			return this.delegate.getTransaction(definition);
		}

		@Override
		public void commit(TransactionStatus status) {
			this.delegate.commit(status);
		}

		@Override
		public void rollback(TransactionStatus status) {
			this.delegate.rollback(status);
		}

	}

	static class BrokerTransactionManager extends AbstractPlatformTransactionManager
			implements ResourceTransactionManager {

		private static final long serialVersionUID = 1L;

		@Override
		public Object getResourceFactory() {
			return "broker";
		}

		@Override
		protected Object doGetTransaction() {
			return "transaction";
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	static class NoReactiveTransactions implements ReactiveTransactionManager {

		@Override
		public Mono<ReactiveTransaction> getReactiveTransaction(TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> commit(ReactiveTransaction transaction) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> rollback(ReactiveTransaction transaction) {
			return Mono.empty();
		}

	}

	/**
	 * Knows whether a transaction is under way, and nothing of resources.
	 */
	static class RecordedUserTransaction implements UserTransaction {

		private final ThreadLocal<Integer> status = ThreadLocal.withInitial(() -> Status.STATUS_NO_TRANSACTION);

		@Override
		public void begin() {
			this.status.set(Status.STATUS_ACTIVE);
		}

		@Override
		public void commit() {
			this.status.remove();
		}

		@Override
		public void rollback() {
			this.status.remove();
		}

		@Override
		public void setRollbackOnly() {
			this.status.set(Status.STATUS_MARKED_ROLLBACK);
		}

		@Override
		public int getStatus() {
			return this.status.get();
		}

		@Override
		public void setTransactionTimeout(int seconds) {
		}

	}

}
