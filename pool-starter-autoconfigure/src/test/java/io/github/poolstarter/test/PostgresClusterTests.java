package io.github.poolstarter.test;

import java.sql.Connection;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PostgresCluster}.
 */
class PostgresClusterTests {

	@Test
	void replicaFollowsLagsDiesAndComesBack() throws Exception {
		try (PostgresCluster cluster = PostgresCluster.start("one")) {
			cluster.primary().execute("create table meal (name text)");
			cluster.awaitReplay();
			PostgresCluster.Server replica = cluster.replica("one");
			assertThat(replica.query("select count(*) from meal")).isEqualTo("0");
			replica.pauseReplay();
			cluster.primary().execute("insert into meal values ('soup')");
			assertThat(replica.query("select count(*) from meal")).isEqualTo("0");
			replica.resumeReplay();
			cluster.awaitReplay();
			assertThat(replica.query("select count(*) from meal")).isEqualTo("1");
			replica.kill();
			assertThatExceptionOfType(SQLException.class).isThrownBy(replica::connect);
			cluster.primary().execute("insert into meal values ('salad')");
			replica.start();
			cluster.awaitReplay();
			assertThat(replica.query("select count(*) from meal")).isEqualTo("2");
			replica.freeze();
			replica.thaw();
			try (Connection connection = replica.connect()) {
				assertThat(connection.isValid(10)).isTrue();
			}
			replica.stop();
			assertThat(replica.isRunning()).isFalse();
		}
	}

}
