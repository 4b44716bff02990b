package io.github.poolstarter.autoconfigure.redis;

import java.util.Set;

import io.github.poolstarter.autoconfigure.PoolPropertySources;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when at least one Redis pool is defined and the pools are not switched off.
 */
class OnRedisPoolsCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Redis pools");
		PoolPropertySources sources = PoolPropertySources.ofRedis(context.getEnvironment());
		if (!sources.isEnabled()) {
			return ConditionOutcome.noMatch(message.because("pools.enabled is false"));
		}
		Set<String> names = sources.poolNames();
		if (names.isEmpty()) {
			return ConditionOutcome.noMatch(message.didNotFind("property", "properties").items("pools.redis.*"));
		}
		return ConditionOutcome.match(message.found("pool", "pools").items(names));
	}

}
