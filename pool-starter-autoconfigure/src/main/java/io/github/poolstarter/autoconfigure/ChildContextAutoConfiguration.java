package io.github.poolstarter.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.jdbc.JdbcPools;
import io.github.poolstarter.remotecall.NoConnectionHeldPostProcessor;
import io.github.poolstarter.remotecall.RemoteCallGuard;
import io.github.poolstarter.routing.RouteConflicts;
import io.github.poolstarter.routing.RoutingAdvisor;
import io.github.poolstarter.routing.TransactionManagerPostProcessor;
import io.github.poolstarter.tracking.CallSiteRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Role;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * {@link AutoConfiguration Auto-configuration} for a context whose parent has the pools:
 * Spring applies post-processors, and mostly advisors, to the beans of their own context
 * only.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass({ HikariDataSource.class, JdbcOperations.class })
@Conditional(OnParentPoolsCondition.class)
public final class ChildContextAutoConfiguration {

	private ChildContextAutoConfiguration() {
	}

	// The names are those of the parent's, which they hide
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RoutingAdvisor poolRoutingAdvisor(ObjectProvider<JdbcPools> pools, ObjectProvider<RouteConflicts> conflicts,
			ObjectProvider<TransactionAttributeSource> transactions, ObjectProvider<CallSiteRegistry> callSites) {
		return PoolsAutoConfiguration.poolRoutingAdvisor(pools, conflicts, transactions, callSites);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TransactionManagerPostProcessor poolTransactionManagerPostProcessor(ObjectProvider<JdbcPools> pools,
			ObjectProvider<PoolsProperties> properties, ObjectProvider<CallSiteRegistry> callSites) {
		return PoolsAutoConfiguration.poolTransactionManagerPostProcessor(pools, properties, callSites);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static NoConnectionHeldPostProcessor noConnectionHeldPostProcessor(ObjectProvider<RemoteCallGuard> guard) {
		return PoolsAutoConfiguration.noConnectionHeldPostProcessor(guard);
	}

}
