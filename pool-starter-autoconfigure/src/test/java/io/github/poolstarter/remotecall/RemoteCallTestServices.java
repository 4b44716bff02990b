package io.github.poolstarter.remotecall;

import java.util.Map;
import java.util.function.Supplier;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.NoConnectionHeld;
import io.github.poolstarter.ReadOnly;
import io.github.poolstarter.remotecall.RemoteCallCounts.Snapshot;
import io.github.poolstarter.routing.RoutingTestConfiguration.Where;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Services that make remote calls, while they hold a connection and without one.
 */
final class RemoteCallTestServices {

	static final String PLANNER = "RemoteCallTestServices.Planner.inTransaction";

	static final String REPORTER = "RemoteCallTestServices.Reporter.inTransaction";

	private RemoteCallTestServices() {
	}

	/**
	 * The figures of the planner's calls, after a check that there are no others.
	 * @param context the context
	 * @return the figures
	 */
	static Snapshot onlyPlanner(ApplicationContext context) {
		Map<String, Map<String, Snapshot>> snapshot = snapshot(context);
		assertThat(snapshot).containsOnlyKeys("ai");
		assertThat(snapshot.get("ai")).containsOnlyKeys(PLANNER);
		return snapshot.get("ai").get(PLANNER);
	}

	static Map<String, Map<String, Snapshot>> snapshot(ApplicationContext context) {
		return context.getBean(RemoteCallCounts.class).snapshot();
	}

	@Import({ Planner.class, Reporter.class, Model.class })
	static class Services {

	}

	static class Planner {

		private final Where where;

		Planner(Where where) {
			this.where = where;
		}

		@AiWork
		@Transactional
		<T> T inTransaction(Supplier<T> call) {
			this.where.pool();
			return call.get();
		}

		@AiWork
		<T> T withoutTransaction(Supplier<T> call) {
			this.where.pool();
			return call.get();
		}

	}

	static class Reporter {

		private final Where where;

		Reporter(Where where) {
			this.where = where;
		}

		@ReadOnly
		@Transactional(propagation = Propagation.REQUIRES_NEW, readOnly = true)
		<T> T inTransaction(Supplier<T> call) {
			this.where.pool();
			return call.get();
		}

	}

	static class Model {

		@NoConnectionHeld
		<T> T ask(Supplier<T> work) {
			return work.get();
		}

	}

}
