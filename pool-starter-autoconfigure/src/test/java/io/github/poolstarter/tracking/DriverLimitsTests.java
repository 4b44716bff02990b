package io.github.poolstarter.tracking;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.UnaryOperator;

import io.github.poolstarter.database.TimeLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DriverLimits} with drivers that do as they like. What a real driver
 * does is in {@code DatabasesTests}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DriverLimitsTests {

	private final DriverLimits limits = new DriverLimits("ai",
			new TimeLimits(Duration.ofSeconds(5), null, Duration.ofSeconds(10)), UnaryOperator.identity());

	private Connection connection;

	@BeforeEach
	void connect() throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:h2:mem:limits");
	}

	@AfterEach
	void close() throws SQLException {
		this.connection.close();
	}

	@Test
	void statementsOfADriverThatRefusesALimitHaveNoneAndTheLogSaysSoOnce(CapturedOutput output) throws SQLException {
		for (int i = 0; i < 2; i++) {
			Statement statement = refusing(new SQLFeatureNotSupportedException("no such limit"));
			assertThat(this.limits.limit(statement)).isSameAs(statement);
			assertThat(statement.isClosed()).isFalse();
		}
		assertThat(output.getOut().split("Pool 'ai': statement-timeout has no effect: no such limit", -1)).hasSize(2);
	}

	@Test
	void brokenConnectionIsNoRefusalAndLeavesNoStatementOpen(CapturedOutput output) throws SQLException {
		Statement statement = refusing(new SQLNonTransientConnectionException("gone", "08006"));
		assertThatExceptionOfType(SQLNonTransientConnectionException.class)
			.isThrownBy(() -> this.limits.limit(statement));
		assertThat(statement.isClosed()).isTrue();
		Statement next = this.limits.limit(this.connection.createStatement());
		assertThat(next.getQueryTimeout()).isEqualTo(5);
		assertThat(output).doesNotContain("has no effect");
	}

	@Test
	void networkTimeoutThatTheDriverIgnoresIsToldOnce(CapturedOutput output) throws SQLException {
		this.limits.limit(this.connection);
		this.limits.limit(this.connection);
		assertThat(output.getOut().split("Pool 'ai': network-timeout has no effect: the driver ignores it", -1))
			.hasSize(2);
	}

	@Test
	void nothingIsSetWhereThereIsNoLimit(CapturedOutput output) throws SQLException {
		DriverLimits none = new DriverLimits("ai", TimeLimits.NONE, UnaryOperator.identity());
		none.limit(this.connection);
		assertThat(none.hasStatementLimit()).isFalse();
		assertThat(output).doesNotContain("has no effect");
	}

	private Statement refusing(SQLException refusal) throws SQLException {
		Statement statement = this.connection.createStatement();
		return (Statement) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Statement.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("setQueryTimeout")) {
						throw refusal;
					}
					try {
						return method.invoke(statement, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

}
