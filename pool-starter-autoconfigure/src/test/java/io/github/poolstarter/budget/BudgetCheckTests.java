package io.github.poolstarter.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerLimit;
import io.github.poolstarter.database.ServerLimit.Scope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetCheck}.
 */
class BudgetCheckTests {

	private static final ServerAccount APP = new ServerAccount("db:5432", "app", "alice");

	private static final ServerAccount REPORTS = new ServerAccount("db:5432", "reports", "alice");

	private static final ServerAccount BATCH = new ServerAccount("db:5432", "app", "bob");

	private static final ServerAccount ELSEWHERE = new ServerAccount("other:5432", "app", "alice");

	private static final ServerLimit SERVER_100 = new ServerLimit(Scope.SERVER, "max_connections", 100, 3);

	@Test
	void poolsThatFitExactlyAreNotFound() {
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 60), claim("ai", APP, 37)),
				Map.of(APP, List.of(SERVER_100))))
			.isEmpty();
	}

	@Test
	void findingTellsServerSumLimitAndPools() {
		List<PoolClaim> claims = List.of(claim("general", APP, 60), claim("ai", APP, 38));
		assertThat(BudgetCheck.check(claims, Map.of(APP, List.of(SERVER_100)))).singleElement().satisfies((finding) -> {
			assertThat(finding.server()).isEqualTo("db:5432");
			assertThat(finding.sum()).isEqualTo(98);
			assertThat(finding.limit().connections()).isEqualTo(97);
			assertThat(finding.limit().describe()).isEqualTo("max_connections, 100 less 3 reserved");
			assertThat(finding.claims()).isEqualTo(claims);
		});
	}

	@Test
	void databasesOfOneServerAreSummed() {
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 60), claim("reports", REPORTS, 60)),
				Map.of(APP, List.of(SERVER_100), REPORTS, List.of(SERVER_100))))
			.singleElement()
			.extracting(BudgetFinding::sum)
			.isEqualTo(120L);
	}

	@Test
	void serversAreNotSummed() {
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 60), claim("reports", ELSEWHERE, 60)),
				Map.of(APP, List.of(SERVER_100), ELSEWHERE, List.of(SERVER_100))))
			.isEmpty();
	}

	@Test
	void everyServerThatIsExceededIsFound() {
		Map<ServerAccount, List<ServerLimit>> limits = new LinkedHashMap<>();
		limits.put(APP, List.of(SERVER_100));
		limits.put(ELSEWHERE, List.of(SERVER_100));
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 98), claim("reports", ELSEWHERE, 99)), limits))
			.extracting(BudgetFinding::server)
			.containsExactly("db:5432", "other:5432");
	}

	@Test
	void poolsOfAnAccountThatCouldNotBeAskedCountTowardsTheServersLimit() {
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 60), claim("lazy", BATCH, 60)),
				Map.of(APP, List.of(SERVER_100))))
			.singleElement()
			.extracting(BudgetFinding::sum)
			.isEqualTo(120L);
	}

	@Test
	void poolsOfAServerThatCouldNotBeAskedAreNotFound() {
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 1000)), Map.of())).isEmpty();
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 1000)), Map.of(APP, List.of()))).isEmpty();
	}

	@Test
	void limitOfAUserBindsItsPoolsInAllDatabasesAndNoOthers() {
		ServerLimit ofAlice = new ServerLimit(Scope.USER, "the connection limit of role 'alice'", 10);
		List<PoolClaim> claims = List.of(claim("general", APP, 8), claim("reports", REPORTS, 8),
				claim("batch", BATCH, 8));
		assertThat(BudgetCheck.check(claims, Map.of(APP, List.of(SERVER_100, ofAlice)))).singleElement()
			.satisfies((finding) -> {
				assertThat(finding.limit()).isEqualTo(ofAlice);
				assertThat(finding.claims()).extracting(PoolClaim::pool).containsExactly("general", "reports");
			});
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 8), claim("batch", BATCH, 8)),
				Map.of(APP, List.of(SERVER_100, ofAlice))))
			.isEmpty();
	}

	@Test
	void limitOfADatabaseBindsItsPoolsOfAllUsersAndNoOthers() {
		ServerLimit ofApp = new ServerLimit(Scope.DATABASE, "the connection limit of database 'app'", 10);
		List<PoolClaim> claims = List.of(claim("general", APP, 8), claim("reports", REPORTS, 8),
				claim("batch", BATCH, 8));
		assertThat(BudgetCheck.check(claims, Map.of(APP, List.of(SERVER_100, ofApp)))).singleElement()
			.extracting(BudgetFinding::claims)
			.isEqualTo(List.of(claims.get(0), claims.get(2)));
	}

	@Test
	void lowestOfSeveralLimitsOnTheSamePoolsIsTold() {
		ServerLimit ofRole = new ServerLimit(Scope.USER, "the connection limit of role 'alice'", 20);
		ServerLimit ofDatabase = new ServerLimit(Scope.DATABASE, "the connection limit of database 'app'", 10);
		assertThat(BudgetCheck.check(List.of(claim("general", APP, 60), claim("ai", APP, 60)),
				Map.of(APP, List.of(SERVER_100, ofRole, ofDatabase))))
			.singleElement()
			.extracting(BudgetFinding::limit)
			.isEqualTo(ofDatabase);
	}

	@Test
	void sumIsRightBeyondTheRangeOfAnInt() {
		assertThat(BudgetCheck.check(List.of(claim("general", APP, Integer.MAX_VALUE), claim("ai", APP, 1)),
				Map.of(APP, List.of(SERVER_100))))
			.singleElement()
			.extracting(BudgetFinding::sum)
			.isEqualTo(1L + Integer.MAX_VALUE);
	}

	@Test
	void limitThatIsReservedAsAWholeAllowsNothing() {
		assertThat(new ServerLimit(Scope.SERVER, "max_connections", 3, 5).connections()).isZero();
	}

	private static PoolClaim claim(String pool, ServerAccount account, int maximum) {
		return new PoolClaim(pool, account, maximum);
	}

}
