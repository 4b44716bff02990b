package io.github.poolstarter.autoconfigure.dashboard;

import io.github.poolstarter.actuate.PoolHealthChecks;
import io.github.poolstarter.autoconfigure.actuate.PoolsEndpointAutoConfiguration;
import io.github.poolstarter.dashboard.DashboardFiles;
import io.github.poolstarter.dashboard.DashboardLinks;
import io.github.poolstarter.dashboard.PoolDashboardEndpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PoolDashboardEndpoint}. The
 * page is there without the endpoint that it reads, too: it tells an operator who has
 * exposed only one of the two what is missing.
 */
@AutoConfiguration(after = { WebEndpointAutoConfiguration.class, PoolsEndpointAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnWebApplication
@ConditionalOnBean({ PoolHealthChecks.class, EndpointAccessResolver.class })
@ConditionalOnAvailableEndpoint(endpoint = PoolDashboardEndpoint.class, exposure = EndpointExposure.WEB)
public final class PoolDashboardAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DashboardFiles poolDashboardFiles(ObjectProvider<PathMapper> pathMappers, EndpointAccessResolver access) {
		EndpointId pools = EndpointId.of("pools");
		return new DashboardFiles(
				DashboardLinks.between(path(pathMappers, EndpointId.of("pooldashboard")), path(pathMappers, pools)),
				access.accessFor(pools, Access.READ_ONLY) == Access.UNRESTRICTED);
	}

	@Bean
	@ConditionalOnMissingBean
	PoolDashboardEndpoint poolDashboardEndpoint(DashboardFiles files) {
		return new PoolDashboardEndpoint(files);
	}

	private static String path(ObjectProvider<PathMapper> pathMappers, EndpointId endpoint) {
		return PathMapper.getRootPath(pathMappers.orderedStream().toList(), endpoint);
	}

}
