package io.github.poolstarter.routing;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;
import org.springframework.transaction.interceptor.DelegatingTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Names the transactions of Spring Data's repositories by the interface, as in
 * {@code OwnerRepository.findById}. By default they have the name of the class that
 * implements it, which all repositories share. A name is made once per method: calls cost
 * nothing more. Safe for use by several threads.
 */
public final class RepositoryTransactionNames implements BeanPostProcessor {

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof RepositoryFactoryBeanSupport<?, ?, ?> factoryBean) {
			factoryBean.addRepositoryFactoryCustomizer(
					(factory) -> factory.addRepositoryProxyPostProcessor(RepositoryTransactionNames::name));
		}
		return bean;
	}

	private static void name(ProxyFactory proxy, RepositoryInformation repository) {
		for (Advisor advisor : proxy.getAdvisors()) {
			if (advisor.getAdvice() instanceof TransactionInterceptor transactions) {
				TransactionAttributeSource source = transactions.getTransactionAttributeSource();
				if (source != null) {
					transactions.setTransactionAttributeSource(
							new NamingAttributeSource(source, repository.getRepositoryInterface()));
				}
			}
		}
	}

	private static final class NamingAttributeSource implements TransactionAttributeSource {

		private final TransactionAttributeSource source;

		private final String type;

		private final Map<Method, TransactionAttribute> named = new ConcurrentHashMap<>();

		NamingAttributeSource(TransactionAttributeSource source, Class<?> type) {
			this.source = source;
			this.type = type.getName();
		}

		@Override
		public boolean isCandidateClass(Class<?> targetClass) {
			return this.source.isCandidateClass(targetClass);
		}

		@Override
		public @Nullable TransactionAttribute getTransactionAttribute(Method method, @Nullable Class<?> targetClass) {
			TransactionAttribute known = this.named.get(method);
			if (known != null) {
				return known;
			}
			TransactionAttribute attribute = this.source.getTransactionAttribute(method, targetClass);
			if (attribute == null || attribute.getName() != null) {
				return attribute;
			}
			TransactionAttribute named = new NamedAttribute(attribute, this.type + "." + method.getName());
			this.named.put(method, named);
			return named;
		}

	}

	private static final class NamedAttribute extends DelegatingTransactionAttribute {

		private static final long serialVersionUID = 1L;

		private final String name;

		NamedAttribute(TransactionAttribute attribute, String name) {
			super(attribute);
			this.name = name;
		}

		@Override
		public String getName() {
			return this.name;
		}

	}

}
