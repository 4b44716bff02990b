package io.github.poolstarter.budget;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.poolstarter.budget.PoolAllowance.LimitUse;
import io.github.poolstarter.database.ServerAccount;
import io.github.poolstarter.database.ServerLimit;
import io.github.poolstarter.database.ServerLimit.Scope;
import io.github.poolstarter.database.ServerUse;
import io.github.poolstarter.test.EnabledIfMariaDbInstalled;
import io.github.poolstarter.test.MariaDbServer;
import io.github.poolstarter.test.PostgresServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolAllowance}, and for what it is made of.
 */
class PoolAllowanceTests {

	private static final ServerAccount ALICE = new ServerAccount("db:5432", "app", "alice");

	private static final ServerAccount BOB = new ServerAccount("db:5432", "app", "bob");

	private static final ServerLimit OF_SERVER = new ServerLimit(Scope.SERVER, "max_connections", 100, 3);

	@Test
	void isWhatOthersAndTheOtherPoolsLeave() {
		Map<String, PoolAllowance> allowances = PoolAllowance.of(
				List.of(new PoolClaim("ai", ALICE, 20), new PoolClaim("read", BOB, 30),
						new PoolClaim("far", new ServerAccount("far:5432", "app", "alice"), 40)),
				Map.of(ALICE, List.of(new LimitUse(OF_SERVER, 7))));
		// 0.9 · 97 is 87.3
		assertThat(allowances.keySet()).containsExactlyInAnyOrder("ai", "read");
		assertThat(allowances.get("ai")).extracting(PoolAllowance::connections).isEqualTo(87 - 7 - 30);
		assertThat(allowances.get("read")).extracting(PoolAllowance::connections).isEqualTo(87 - 7 - 20);
		assertThat(allowances.get("ai")).extracting(PoolAllowance::describe)
			.isEqualTo("the 97 allowed by max_connections, 100 less 3 reserved (a tenth stays free, 7 are in use by "
					+ "others, and 30 belong to the other pools)");
	}

	@Test
	void tightestLimitCounts() {
		ServerLimit ofRole = new ServerLimit(Scope.USER, "the connection limit of role 'alice'", 20);
		Map<String, PoolAllowance> allowances = PoolAllowance.of(
				List.of(new PoolClaim("ai", ALICE, 5), new PoolClaim("read", BOB, 30)),
				Map.of(ALICE, List.of(new LimitUse(OF_SERVER, 0), new LimitUse(ofRole, 2))));
		assertThat(allowances.get("ai")).extracting(PoolAllowance::connections).isEqualTo(16);
		assertThat(allowances.get("read")).extracting(PoolAllowance::connections).isEqualTo(82);
	}

	@Test
	void isNeverLessThanNothing() {
		assertThat(new PoolAllowance("db:5432", OF_SERVER, 40, 60).connections()).isZero();
	}

	@Test
	void mostOthersOfADayCount() {
		PeakOfOthers seen = new PeakOfOthers();
		long start = Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1);
		assertThat(seen.most(30, start)).isEqualTo(30);
		assertThat(seen.most(5, start + TimeUnit.HOURS.toNanos(2))).isEqualTo(30);
		assertThat(seen.most(8, start + TimeUnit.HOURS.toNanos(24))).isEqualTo(30);
		assertThat(seen.most(2, start + TimeUnit.HOURS.toNanos(25))).isEqualTo(8);
		assertThat(seen.most(40, start + TimeUnit.HOURS.toNanos(26))).isEqualTo(40);
	}

	@Test
	void postgresqlTellsAnOrdinaryRoleOfAllConnections() throws SQLException {
		try (PostgresServer.Database database = PostgresServer.createDatabase();
				Connection superuser = DriverManager.getConnection(database.url(), database.username(),
						database.password())) {
			String role = database.name() + "_asks";
			superuser.createStatement().execute("create role " + role + " login password 'asks'");
			// Without the superuser, whom the driver would prefer
			String url = database.url().replaceAll("\\?.*", "");
			try (Connection one = DriverManager.getConnection(url, role, "asks");
					Connection other = DriverManager.getConnection(url, role, "asks")) {
				assertThat(other.isValid(5)).isTrue();
				ServerUse use = ServerUse.read(one);
				assertThat(use.of(Scope.USER)).isEqualTo(2);
				assertThat(use.of(Scope.DATABASE)).isEqualTo(3);
				assertThat(use.of(Scope.SERVER)).isGreaterThanOrEqualTo(3);
				assertThat(ServerUse.read(superuser).of(Scope.DATABASE)).isEqualTo(3);
			}
			superuser.createStatement().execute("drop role " + role);
		}
	}

	@Test
	@EnabledIfMariaDbInstalled
	void mariaDbTellsTheSumAndEachUserItsOwn() throws SQLException {
		try (MariaDbServer.Database database = MariaDbServer.createDatabase();
				Connection all = DriverManager.getConnection(database.url(), database.username(),
						database.password())) {
			all.createStatement().execute("create or replace user 'asks'@'%' identified by 'asks'");
			all.createStatement().execute("grant all on " + database.name() + ".* to 'asks'@'%'");
			try (Connection one = DriverManager.getConnection(database.url(), "asks", "asks");
					Connection other = DriverManager.getConnection(database.url(), "asks", "asks")) {
				assertThat(other.isValid(5)).isTrue();
				ServerUse use = ServerUse.read(one);
				assertThat(use.of(Scope.USER)).isEqualTo(2);
				assertThat(use.of(Scope.SERVER)).isGreaterThanOrEqualTo(3);
			}
			all.createStatement().execute("drop user 'asks'@'%'");
		}
	}

}
