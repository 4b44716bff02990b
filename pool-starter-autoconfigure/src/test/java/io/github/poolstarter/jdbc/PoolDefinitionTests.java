package io.github.poolstarter.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.StartupPolicy;
import io.github.poolstarter.jdbc.PoolDefinition.Database;
import io.github.poolstarter.jdbc.PoolDefinition.Session;
import io.github.poolstarter.jdbc.PoolDefinition.Timeouts;
import io.github.poolstarter.pool.History;
import io.github.poolstarter.tracking.CallSiteRegistry;
import io.github.poolstarter.tracking.PoolTracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PoolDefinition}.
 */
class PoolDefinitionTests {

	private static final String URL = "jdbc:postgresql://localhost/app?user=fred&password=inUrl";

	private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(5),
			Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofMinutes(2), null, null, null, null);

	private final Database database = new Database(URL, "fred", "s3cr3t", null);

	@Test
	void textFormHoldsNoPassword() {
		PoolDefinition definition = definition(1, 2);
		assertThat(definition.toString()).contains("name=ai", "maximumPoolSize=2", "sslpassword", "fred")
			.doesNotContain("s3cr3t", "inUrl", "ofTheKey", "inTheSql");
		assertThat(definition.database().toString()).contains("localhost", "fred").doesNotContain("s3cr3t", "inUrl");
		assertThat(definition.session().toString()).doesNotContain("inTheSql");
		assertThat(new JdbcPool(definition, new HikariDataSource(),
				new PoolTracker("ai", false, new CallSiteRegistry(), new History(Duration.ofMinutes(1))), null, null,
				null)
			.toString()).doesNotContain("s3cr3t", "inUrl");
	}

	@Test
	void redactTakesThePasswordOutOfATextAndTheCredentialsOutOfTheUrlInIt() {
		String redacted = this.database.redact("fred with s3cr3t was refused by " + URL + " alias "
				+ URL.substring("jdbc:".length()) + ", said s3cr3t");
		assertThat(redacted).contains("fred with ****** was refused", "localhost/app")
			.doesNotContain("s3cr3t", "inUrl");
	}

	@Test
	void redactLeavesATextAloneWhereThereIsNoPassword() {
		Database database = new Database("jdbc:h2:mem:app", null, null, null);
		assertThat(database.redact("Table not found")).isEqualTo("Table not found");
		assertThat(new Database("jdbc:h2:mem:app", "sa", "", null).redact("Table not found"))
			.isEqualTo("Table not found");
	}

	@Test
	void refusesSizesThatCanNotWork() {
		assertThatIllegalArgumentException().isThrownBy(() -> definition(3, 2)).withMessageContaining("minimumIdle");
		assertThatIllegalArgumentException().isThrownBy(() -> definition(-1, 2)).withMessageContaining("minimumIdle");
		assertThatIllegalArgumentException().isThrownBy(() -> definition(0, 0))
			.withMessageContaining("maximumPoolSize");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void nothingIsSaidOfReadOnlyPoolsWhereTheDatabaseKeepsTheirPromise(CapturedOutput output) {
		for (String url : List.of("jdbc:postgresql://localhost/app", "jdbc:hsqldb:mem:app")) {
			Session session = new Session(true, true, null, null, null, null, null);
			new PoolDefinition("read", new Database(url, null, null, null), 1, 1, TIMEOUTS, session, Map.of(), false,
					StartupPolicy.REQUIRED, null)
				.applyTo(new HikariConfig());
		}
		assertThat(output).doesNotContain("read-only");
	}

	private PoolDefinition definition(int minimumIdle, int maximumPoolSize) {
		Session session = new Session(false, true, null, null, null, "set role fred password 'inTheSql'", null);
		return new PoolDefinition("ai", this.database, minimumIdle, maximumPoolSize, TIMEOUTS, session,
				Map.of("sslpassword", "ofTheKey"), false, StartupPolicy.REQUIRED, null);
	}

}
