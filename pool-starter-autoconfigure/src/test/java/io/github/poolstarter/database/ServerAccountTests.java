package io.github.poolstarter.database;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerAccount}.
 */
class ServerAccountTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', emptyValue = "", textBlock = """
			jdbc:postgresql://db.example.org:6432/app          | db.example.org:6432 | app
			jdbc:postgresql://db.example.org/app?ssl=true      | db.example.org:5432 | app
			jdbc:postgresql://DB.Example.org/app               | db.example.org:5432 | app
			jdbc:postgresql://my_db/app                        | my_db:5432          | app
			jdbc:postgresql://[::1]:5433/app                   | [::1]:5433          | app
			jdbc:postgresql://[::1]/app                        | [::1]:5432          | app
			jdbc:postgresql://db:6432?ssl=true                 | db:6432             | ''
			jdbc:postgresql:///app                             | localhost:5432      | app
			jdbc:postgresql:app                                | localhost:5432      | app
			jdbc:postgresql:/                                  | localhost:5432      | ''
			jdbc:mariadb://db/app                              | db:3306             | app
			jdbc:aws-wrapper:postgresql://db/app               | db:5432             | app
			jdbc:p6spy:otel:mariadb://db/app                   | db:3306             | app
			jdbc:mysql://user:secret@db:3307/app?a=b&c=/d      | db:3307             | app
			""")
	void serverIsHostAndPortOfTheUrl(String url, String server, String database) {
		assertThat(ServerAccount.of(url, "alice")).isEqualTo(new ServerAccount(server, database, "alice"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:app", "jdbc:sqlite:app.db", "jdbc:oracle:thin:@//db:1521/app",
			"jdbc:tc:postgresql:18:///app", "jdbc:tc:postgresql:///app", "jdbc:p6spy:tc:postgresql:///app",
			"jdbc:postgresql://one,two/app", "jdbc:postgresql://one:5432,two:5432/app",
			"jdbc:mariadb:replication://one,two/app", "jdbc:mysql://address=(host=one)(port=3306)/app" })
	void urlThatDoesNotNameOneServerHasNone(String url) {
		assertThat(ServerAccount.of(url, "alice")).isNull();
	}

	@Test
	void userInTheUrlWins() {
		assertThat(ServerAccount.of("jdbc:postgresql://db/app?ssl=true&user=bob", "alice"))
			.isEqualTo(new ServerAccount("db:5432", "app", "bob"));
	}

	@Test
	void usersThatAreNotKnownAreToldApartByTheirUrls() {
		ServerAccount one = ServerAccount.of("jdbc:mysql://one:secret@db/app", null);
		ServerAccount other = ServerAccount.of("jdbc:mysql://other:secret@db/app", null);
		assertThat(one).isNotNull().isNotEqualTo(other);
	}

	@Test
	void textFormHasNoCredentials() {
		assertThat(ServerAccount.of("jdbc:postgresql://db/app?password=secret", null)).asString()
			.doesNotContain("secret");
	}

}
