package io.github.poolstarter.autoconfigure;

import io.github.poolstarter.routing.RoutingAdvisor;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when a parent context routes. Spring Boot's
 * {@code @ConditionalOnBean(search = ANCESTORS)} fails where there is no parent.
 */
class OnParentPoolsCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Pools of a parent context");
		boolean found = context.getBeanFactory() != null
				&& context.getBeanFactory().getParentBeanFactory() instanceof ListableBeanFactory parent
				&& BeanFactoryUtils.beanNamesForTypeIncludingAncestors(parent, RoutingAdvisor.class).length > 0;
		return (found) ? ConditionOutcome.match(message.foundExactly("a routing advisor"))
				: ConditionOutcome.noMatch(message.didNotFind("a routing advisor").atAll());
	}

}
