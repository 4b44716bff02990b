package io.github.poolstarter.routing;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.PoolConfigurationException;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.UnknownPoolException;
import io.github.poolstarter.UsePool;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;
import io.github.poolstarter.test.PostgresServer;
import io.github.poolstarter.test.PostgresServer.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rules 1, 2 and 4: which annotation counts, that it does so before a transaction begins,
 * and that {@code @ReadOnly} means it.
 */
class AnnotationRoutingTests {

	private static Database database;

	private static ApplicationContextRunner runner;

	@BeforeAll
	static void startPools() {
		database = PostgresServer.createDatabase();
		runner = RoutingTestConfiguration.runner(database).withUserConfiguration(Services.class);
	}

	@AfterAll
	static void dropDatabase() {
		database.close();
	}

	@Test
	void workWithoutAnnotationGoesToTheDefaultPool() {
		runner.run((context) -> assertThat(context.getBean(Plain.class).pool()).isEqualTo("general"));
	}

	@Test
	void annotationOnTheMethodBeatsTheOneOnItsClass() {
		runner.run((context) -> {
			assertThat(context.getBean(OnClass.class).byClass()).isEqualTo("ai");
			assertThat(context.getBean(OnClass.class).byMethod()).isEqualTo("read");
		});
	}

	@Test
	void annotationOnTheClassBeatsTheOneOnAMethodOfAnInterface() {
		runner.run((context) -> assertThat(context.getBean(ClassAndInterface.class).pool()).isEqualTo("ai"));
	}

	@Test
	void annotationOnAnInterfaceCountsWhereThereIsNoNearerOne() {
		runner.run((context) -> {
			assertThat(context.getBean(ByInterfaceMethod.class).pool()).isEqualTo("read");
			assertThat(context.getBean(ByInterface.class).pool()).isEqualTo("ai");
		});
	}

	@Test
	void annotationOnAClassCountsForItsSubclasses() {
		runner.run((context) -> assertThat(context.getBean(Inheriting.class).byClass()).isEqualTo("ai"));
	}

	@Test
	void anAnnotationOfOnesOwnMayStandForAPool() {
		runner.run((context) -> assertThat(context.getBean(Meta.class).pool()).isEqualTo("ai"));
	}

	@Test
	void nestedCallsStackAndTheOuterRouteReturns() {
		runner.run(
				(context) -> assertThat(context.getBean(Outer.class).aroundRead()).containsExactly("ai", "read", "ai"));
	}

	@Test
	void theOuterRouteReturnsAfterAnException() {
		runner.run((context) -> {
			assertThat(context.getBean(Outer.class).aroundFailure()).containsExactly("ai", "ai");
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Inner.class).fail());
			assertThat(context.getBean(Plain.class).pool()).isEqualTo("general");
			assertThat(RouteContext.current()).isNull();
		});
	}

	@Test
	void theTransactionOfAnAnnotatedMethodBeginsOnItsPool() {
		runner.run((context) -> assertThat(context.getBean(Transactions.class).annotated()).isEqualTo("ai"));
	}

	@Test
	void theTransactionBeginsOnThePoolAlsoWhereItsInterceptorIsOrderedFirst() {
		runner.withUserConfiguration(TransactionsFirst.class)
			.run((context) -> assertThat(context.getBean(Transactions.class).annotated()).isEqualTo("ai"));
	}

	@Test
	void aWriteThroughReadOnlyFailsInTheDatabase() {
		runner.run((context) -> {
			context.getBean(JdbcTemplate.class).execute("create table if not exists note (text varchar)");
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> context.getBean(Writing.class).outsideTransaction())
				.havingRootCause()
				.withMessageContaining("read-only transaction");
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> context.getBean(Writing.class).inTransaction())
				.havingRootCause()
				.withMessageContaining("read-only transaction");
			assertThat(context.getBean(JdbcTemplate.class).queryForObject("select count(*) from note", Integer.class))
				.isZero();
		});
	}

	@Test
	void aReadOnlyTransactionOnAPoolIsReadOnlyWhicheverPoolCameFirst() {
		runner.run((context) -> {
			assertThat(context.getBean(Transactions.class).readOnlyOnRead()).isTrue();
			assertThat(context.getBean(Transactions.class).readOnlyOnAi()).isTrue();
			assertThat(context.getBean(Transactions.class).readOnlyOnRead()).isTrue();
			assertThat(context.getBean(Transactions.class).writableOnAi()).isTrue();
		});
	}

	@Test
	void readOnlyOnAPoolOfWritableConnectionsFailsTheStart() {
		runner.withPropertyValues("pools.jdbc.read.read-only=false")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("pools.jdbc.read.read-only")
				.hasMessageContaining("@ReadOnly on "));
	}

	@Test
	void anUnknownPoolFailsTheStart() {
		runner.withUserConfiguration(Unknown.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(UnknownPoolException.class)
				.hasMessage("Pool 'reports' is not defined. Defined: general, ai, read. Add pools.jdbc.reports or "
						+ "change @UsePool(\"reports\") on AnnotationRoutingTests.Unknown.report."));
	}

	@Test
	void twoAnnotationsThatNameDifferentPoolsFailTheStart() {
		runner.withUserConfiguration(Ambiguous.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("@AiWork")
				.hasMessageContaining("@ReadOnly"));
	}

	@Import({ Plain.class, OnClass.class, ClassAndInterface.class, ByInterfaceMethod.class, ByInterface.class,
			Inheriting.class, Meta.class, Outer.class, Inner.class, Transactions.class, Writing.class })
	static class Services {

	}

	static class Plain {

		private final Where where;

		Plain(Where where) {
			this.where = where;
		}

		String pool() {
			return this.where.pool();
		}

	}

	@AiWork
	static class OnClass {

		private final Where where;

		OnClass(Where where) {
			this.where = where;
		}

		String byClass() {
			return this.where.pool();
		}

		@ReadOnly
		String byMethod() {
			return this.where.pool();
		}

	}

	@AiWork
	abstract static class Base {

		private final Where where;

		Base(Where where) {
			this.where = where;
		}

		String byClass() {
			return this.where.pool();
		}

	}

	static class Inheriting extends Base {

		Inheriting(Where where) {
			super(where);
		}

	}

	interface ReadsByMethod {

		@ReadOnly
		String pool();

	}

	@AiWork
	interface WorksByInterface {

		String pool();

	}

	@AiWork
	static class ClassAndInterface implements ReadsByMethod {

		private final Where where;

		ClassAndInterface(Where where) {
			this.where = where;
		}

		@Override
		public String pool() {
			return this.where.pool();
		}

	}

	static class ByInterfaceMethod implements ReadsByMethod {

		private final Where where;

		ByInterfaceMethod(Where where) {
			this.where = where;
		}

		@Override
		public String pool() {
			return this.where.pool();
		}

	}

	static class ByInterface implements WorksByInterface {

		private final Where where;

		ByInterface(Where where) {
			this.where = where;
		}

		@Override
		public String pool() {
			return this.where.pool();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@UsePool("ai")
	@interface Slow {

	}

	static class Meta {

		private final Where where;

		Meta(Where where) {
			this.where = where;
		}

		@Slow
		String pool() {
			return this.where.pool();
		}

	}

	static class Outer {

		private final Where where;

		private final Inner inner;

		Outer(Where where, Inner inner) {
			this.where = where;
			this.inner = inner;
		}

		@AiWork
		List<String> aroundRead() {
			return List.of(this.where.pool(), this.inner.read(), this.where.pool());
		}

		@AiWork
		List<String> aroundFailure() {
			String before = this.where.pool();
			assertThatIllegalStateException().isThrownBy(this.inner::fail);
			return List.of(before, this.where.pool());
		}

	}

	static class Inner {

		private final Where where;

		Inner(Where where) {
			this.where = where;
		}

		@ReadOnly
		String read() {
			return this.where.pool();
		}

		@ReadOnly
		void fail() {
			throw new IllegalStateException("after " + this.where.pool());
		}

	}

	static class Transactions {

		private final Where where;

		Transactions(Where where) {
			this.where = where;
		}

		@AiWork
		@Transactional
		String annotated() {
			return this.where.pool();
		}

		@ReadOnly
		@Transactional(readOnly = true)
		boolean readOnlyOnRead() {
			return this.where.readOnly() && "read".equals(this.where.pool());
		}

		@AiWork
		@Transactional(readOnly = true)
		boolean readOnlyOnAi() {
			return this.where.readOnly() && "ai".equals(this.where.pool());
		}

		@AiWork
		@Transactional
		boolean writableOnAi() {
			return !this.where.readOnly() && "ai".equals(this.where.pool());
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true, order = Integer.MIN_VALUE + 1000)
	static class TransactionsFirst {

	}

	static class Writing {

		private final JdbcTemplate jdbc;

		Writing(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@ReadOnly
		void outsideTransaction() {
			this.jdbc.update("insert into note values ('outside')");
		}

		@ReadOnly
		@Transactional
		void inTransaction() {
			this.jdbc.update("insert into note values ('inside')");
		}

	}

	static class Unknown {

		@UsePool("reports")
		void report() {
		}

	}

	static class Ambiguous {

		@AiWork
		@ReadOnly
		void undecided() {
		}

	}

}
