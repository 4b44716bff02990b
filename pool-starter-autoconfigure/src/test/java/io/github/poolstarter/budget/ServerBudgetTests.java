package io.github.poolstarter.budget;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.poolstarter.budget.ServerBudget.PoolShare;
import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerAnswer;
import io.github.poolstarter.database.ServerLimit;
import io.github.poolstarter.database.ServerLimit.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerBudget}.
 */
class ServerBudgetTests {

	private static final Instant NOW = Instant.parse("2026-05-04T10:15:30Z");

	private static final String URL = "jdbc:postgresql://one/app";

	private static final ServerAccount APP = account(URL, "app");

	private static final ServerAccount BATCH = account(URL, "batch");

	private static final ServerLimit OF_SERVER = new ServerLimit(Scope.SERVER, "max_connections", 100, 3);

	@Test
	void whatTheServerAllowsIsHeldAgainstTheSumOfTheMaxima() {
		List<ServerBudget> budgets = ServerBudget.of(List.of(use("general", APP, 20, 5), use("ai", APP, 10, 3)),
				Map.of(APP, answer(12, OF_SERVER)), Map.of());
		assertThat(budgets).containsExactly(new ServerBudget("one:5432", URL, "PostgreSQL", 100, 3, 97, 30, 12, 8,
				List.of(new PoolShare("general", null, 20, 5), new PoolShare("ai", null, 10, 3)), null, NOW));
		assertThat(budgets.get(0).claimedPercent()).isEqualTo(30.9);
	}

	@Test
	void maximaMayAddUpToMoreThanAnInteger() {
		List<PoolUse> uses = List.of(use("general", APP, Integer.MAX_VALUE, 5), use("ai", APP, Integer.MAX_VALUE, 3));
		ServerBudget budget = only(uses, Map.of(APP, answer(12, OF_SERVER)), Map.of());
		assertThat(budget.claimed()).isEqualTo(4_294_967_294L);
		assertThat(budget.claimedPercent()).isPositive();
	}

	@Test
	void nothingIsSaidOfAServerThatWasNotAsked() {
		ServerBudget budget = only(List.of(use("general", APP, 20, 5)), Map.of(), Map.of());
		assertThat(budget).isEqualTo(new ServerBudget("one:5432", URL, null, null, null, null, 20, null, 5,
				List.of(new PoolShare("general", null, 20, 5)), null, null));
		assertThat(budget.claimedPercent()).isNull();
	}

	@Test
	void serverOfAReplicaIsOneOfItsOwn() {
		PoolUse replica = new PoolUse("read", "one", "jdbc:postgresql://two/app",
				account("jdbc:postgresql://two/app", "app"), 10, 2, 1);
		List<ServerBudget> budgets = ServerBudget.of(List.of(use("read", APP, 10, 0), replica), Map.of(), Map.of());
		assertThat(budgets).extracting(ServerBudget::server).containsExactly("one:5432", "two:5432");
		assertThat(budgets.get(1).pools()).containsExactly(new PoolShare("read", "one", 10, 2));
		assertThat(budgets.get(1).ours()).as("with the connection for the checks").isEqualTo(3);
		assertThat(budgets).allMatch((budget) -> budget.has("read")).noneMatch((budget) -> budget.has("one"));
	}

	@Test
	void databaseWhoseServerIsNotToldByTheUrlIsOneOfItsOwn() {
		PoolUse embedded = new PoolUse("local", null, "jdbc:h2:mem:app", null, 5, 1, 0);
		List<ServerBudget> budgets = ServerBudget.of(List.of(use("general", APP, 20, 5), embedded), Map.of(), Map.of());
		assertThat(budgets).extracting(ServerBudget::server).containsExactly("one:5432", "jdbc:h2:mem:app");
		assertThat(budgets.get(1).claimed()).isEqualTo(5);
	}

	@Test
	void limitOfTheRoleThatAllPoolsHaveIsWhatIsUsable() {
		ServerLimit ofRole = new ServerLimit(Scope.USER, "the connection limit of role 'app'", 40);
		ServerBudget budget = only(List.of(use("general", APP, 20, 5), use("ai", APP, 10, 3)),
				Map.of(APP, answer(0, OF_SERVER, ofRole)), Map.of());
		assertThat(budget.usable()).isEqualTo(40);
		assertThat(budget.maxConnections()).isEqualTo(100);
		assertThat(budget.note()).isEqualTo("Limited by the connection limit of role 'app'");
	}

	@Test
	void limitOfARoleThatOnePoolHasIsNotThatOfAll() {
		ServerLimit ofRole = new ServerLimit(Scope.USER, "the connection limit of role 'batch'", 8);
		ServerBudget budget = only(List.of(use("general", APP, 20, 5), use("batch", BATCH, 10, 3)),
				Map.of(APP, answer(0, OF_SERVER), BATCH, answer(0, OF_SERVER, ofRole)), Map.of());
		assertThat(budget.usable()).isEqualTo(97);
		assertThat(budget.note()).isEqualTo("The maximum sizes of batch add up to 10 connections, but at most 8 are "
				+ "allowed by the connection limit of role 'batch'");
	}

	@Test
	void poolsThatMayTakeMoreThanThereIsAreNoted() {
		ServerBudget budget = only(List.of(use("general", APP, 60, 5), use("ai", APP, 60, 3)),
				Map.of(APP, answer(0, OF_SERVER)), Map.of());
		assertThat(budget.claimedPercent()).isEqualTo(123.7);
		assertThat(budget.note()).contains("general, ai add up to 120", "max_connections, 100 less 3 reserved");
	}

	@Test
	void lastAnswerStaysWhileTheServerDoesNotAnswer() {
		ServerBudget budget = only(List.of(use("general", APP, 20, 0)), Map.of(APP, answer(12, OF_SERVER)),
				Map.of(APP, "The server can't be asked"));
		assertThat(budget.others()).isEqualTo(12);
		assertThat(budget.time()).isEqualTo(NOW);
		assertThat(budget.note()).isEqualTo("The server can't be asked");
	}

	private static ServerBudget only(List<PoolUse> uses, Map<ServerAccount, ServerAnswer> answers,
			Map<ServerAccount, String> failures) {
		List<ServerBudget> budgets = ServerBudget.of(uses, answers, failures);
		assertThat(budgets).hasSize(1);
		return budgets.get(0);
	}

	private static ServerAnswer answer(@Nullable Integer others, ServerLimit... limits) {
		return new ServerAnswer(NOW, "PostgreSQL", List.of(limits), others);
	}

	private static PoolUse use(String pool, ServerAccount account, int maximum, int total) {
		return new PoolUse(pool, null, URL, account, maximum, total, 0);
	}

	private static ServerAccount account(String url, String user) {
		return Objects.requireNonNull(ServerAccount.of(url, user));
	}

}
