package io.github.poolstarter.database;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcUrls}.
 */
class JdbcUrlsTests {

	@ParameterizedTest
	@CsvSource({ "jdbc:aws-wrapper:postgresql://db/app, jdbc:postgresql://db/app",
			"jdbc:p6spy:mariadb://db/app, jdbc:mariadb://db/app", "jdbc:otel:h2:mem:app, jdbc:h2:mem:app",
			"jdbc:tc:postgresql:16:///app, jdbc:postgresql:16:///app",
			"jdbc:log4jdbc:mysql://db/app, jdbc:mysql://db/app",
			"jdbc:otel:p6spy:postgresql://db/p6spy:otel:, jdbc:postgresql://db/p6spy:otel:",
			"jdbc:postgresql://db/app, jdbc:postgresql://db/app", "jdbc:p6spyx:h2:mem:app, jdbc:p6spyx:h2:mem:app" })
	void wrappedUrlIsWhatFollowsTheWrappers(String url, String unwrapped) {
		assertThat(JdbcUrls.unwrapped(url)).isEqualTo(unwrapped);
	}

	@Test
	void timeLimitsOfTheAwsWrapperAreInMilliseconds() {
		assertThat(JdbcUrls.postgresTimeout("jdbc:postgresql://db/app", Duration.ofMillis(1001))).isEqualTo("2");
		assertThat(JdbcUrls.postgresTimeout("jdbc:p6spy:postgresql://db/app", Duration.ofMillis(100))).isEqualTo("1");
		assertThat(JdbcUrls.postgresTimeout("jdbc:aws-wrapper:postgresql://db/app", Duration.ofMillis(1001)))
			.isEqualTo("2000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost:5432/app?user=fred&password=s3cr3t&ssl=true",
			"jdbc:postgresql://localhost/app?PASSWORD=s3cr3t", "jdbc:postgresql://fred:s3cr3t@localhost/app",
			"jdbc:postgresql://one:5432,two:5433/app?sslpassword=s3cr3t&targetServerType=primary",
			"jdbc:mysql://fred:s3cr3t@localhost:3306/app", "jdbc:mysql://fred:s3cr3t@one,fred:s3cr3t@two/app",
			"jdbc:mysql://address=(host=localhost)(port=3306)(user=fred)(password=s3cr3t)/app",
			"jdbc:mysql://(host=localhost,port=3306,user=fred,password=s3cr3t)/app",
			"jdbc:mysql://fred:s3cr3t@address=(host=one)(port=1)/app", "jdbc:mysql://fred:s3cr3t@[::1]:3306/app",
			"jdbc:mariadb://localhost/app?user=fred&password=s3cr3t&keyStorePassword=s3cr3t",
			"jdbc:mariadb:loadbalance://fred:s3cr3t@one/app",
			"jdbc:sqlserver://localhost:1433;databaseName=app;user=fred;password=s3cr3t;encrypt=true",
			"jdbc:sqlserver://localhost;password={s3cr3t;s3cr3t};databaseName=app",
			"jdbc:sqlserver://localhost;databaseName=app;trustStorePassword=s3cr3t;accessToken=s3cr3t",
			"jdbc:oracle:thin:fred/s3cr3t@localhost:1521:app", "jdbc:oracle:thin:fred/s3cr3t@//localhost:1521/app",
			"jdbc:oracle:oci:fred/s3cr3t@app", "jdbc:oracle:thin:fred/\"s3cr3t@s3cr3t\"@//localhost:1521/app",
			"jdbc:db2://localhost:50000/app:user=fred;password=s3cr3t;",
			"jdbc:db2://localhost:50000/app:password=s3cr3t;user=fred;",
			"jdbc:informix-sqli://localhost:9088/app:password=s3cr3t;user=fred",
			"jdbc:h2:mem:app;USER=fred;PASSWORD=s3cr3t", "jdbc:derby:app;user=fred;password=s3cr3t",
			"jdbc:sqlite:file:app.db?cipher=aes&key=s3cr3t", "jdbc:sybase:Tds:localhost:5000/app?PASSWORD=s3cr3t",
			"jdbc:teradata://localhost/DATABASE=app,USER=fred,PASSWORD=s3cr3t",
			"jdbc:redshift:iam://localhost/app?AccessKeyID=fred&SecretAccessKey=s3cr3t",
			"jdbc:clickhouse://localhost/app?access_token=s3cr3t", "jdbc:hive2://localhost/app;pass=s3cr3t",
			"jdbc:postgresql://fred:s3cr3t@s3cr3t@localhost/app", "jdbc:postgresql://fred:s3cr3t/s3cr3t@localhost/app",
			"jdbc:mysql://fred:s3cr3t?s3cr3t@localhost/app", "jdbc:mysql://fred:s3cr3t;s3cr3t@localhost/app",
			"jdbc:mysql://fred:s3cr3t?s3cr3t@s3cr3t@localhost/app?ssl=true",
			"jdbc:mysql://fred:s3cr3t@s3cr3t?s3cr3t@localhost/app?mail=a@b", "jdbc:mysql://fred:?s3cr3t@localhost/app",
			"jdbc:mysql://fred:s3cr3t?a=s3cr3t@localhost/app", "jdbc:mysql://fred:s3cr3t/s3cr3t?s3cr3t@localhost/app",
			"jdbc:mysql://address=(host=localhost)(user=fred)(password=s3cr3t@s3cr3t)/app",
			"jdbc:mysql://(host=localhost,user=fred,password=s3cr3t@s3cr3t)/app",
			"jdbc:mysql://fred:s3cr3t@address=(host=localhost)(port=3306)/app",
			"jdbc:tc:postgresql:16:///app?user=fred&password=s3cr3t",
			"jdbc:postgresql://localhost/app?password=s3 cr3t s3cr3t", "jdbc:p6spy:mysql://fred:s3cr3t@localhost/app" })
	void takesCredentialsOut(String url) {
		String shown = JdbcUrls.withoutCredentials(url);
		assertThat(shown).doesNotContain("s3cr3t", "cr3t");
		assertThat(shown).startsWith(url.substring(0, url.indexOf(':', "jdbc:".length()) + 1)).contains("app");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost:5432/app",
			"jdbc:postgresql://localhost/app?ssl=true&user=fred", "jdbc:postgresql:app",
			"jdbc:postgresql://one:5432,two:5433/app?targetServerType=primary",
			"jdbc:mysql://localhost:3306/app?useUnicode=true", "jdbc:sqlserver://localhost:1433;databaseName=app",
			"jdbc:sqlserver://localhost:1433;user=fred@host;databaseName=app",
			"jdbc:sqlserver://localhost;user=fred@host;databaseName=app",
			"jdbc:sqlserver://localhost\\one;user=fred@host;databaseName=app",
			"jdbc:postgresql://localhost/app?mail=fred@host", "jdbc:mysql://localhost:3306/app?mail=fred@host",
			"jdbc:mysql://[::1]:3306/app?mail=fred@host", "jdbc:postgresql://one:5432,two:5433/app?mail=fred@host",
			"jdbc:oracle:thin:@//localhost:1521/app", "jdbc:oracle:thin:@localhost:1521:app",
			"jdbc:h2:mem:app;MODE=DB2", "jdbc:h2:file:/data/app;AUTO_SERVER=TRUE", "jdbc:sqlite:/data/app.db",
			"jdbc:db2://localhost:50000/app:currentSchema=X;" })
	void leavesAllElseAlone(String url) {
		assertThat(JdbcUrls.withoutCredentials(url)).isEqualTo(url);
	}

	@Test
	void leavesTheHostOfUrlsWithCredentials() {
		assertThat(JdbcUrls.withoutCredentials("jdbc:mysql://fred:s3cr3t@localhost:3306/app?ssl=true&password=x"))
			.isEqualTo("jdbc:mysql://localhost:3306/app?ssl=true&password=******");
	}

}
