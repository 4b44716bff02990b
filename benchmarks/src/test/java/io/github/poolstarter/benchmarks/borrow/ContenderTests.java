package io.github.poolstarter.benchmarks.borrow;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

import io.github.poolstarter.benchmarks.stub.StubDriver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.aop.support.AopUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Contender}.
 */
class ContenderTests {

	private static final int MORE_THAN_A_POOL_HOLDS = 20;

	private static final Set<Contender> UNPROXIED = EnumSet.of(Contender.HIKARI, Contender.HIKARI_MICROMETER,
			Contender.SPRING_ROUTING, Contender.FLEXY_POOL, Contender.DATASOURCE_PROXY);

	@ParameterizedTest
	@EnumSource
	void contenderBorrowsFromThePoolAiAndGivesBack(Contender contender) throws SQLException, IOException {
		try (Peer peer = contender.start()) {
			for (int borrow = 0; borrow < MORE_THAN_A_POOL_HOLDS; borrow++) {
				peer.service().borrow();
			}
			assertThat(peer.service().url()).isEqualTo(StubDriver.url("ai"));
			assertThat(AopUtils.isCglibProxy(peer.service())).isEqualTo(!UNPROXIED.contains(contender));
		}
	}

}
