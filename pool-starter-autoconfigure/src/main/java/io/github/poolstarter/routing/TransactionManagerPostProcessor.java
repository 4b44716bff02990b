package io.github.poolstarter.routing;

import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Registers the routing of transactions with each transaction manager that works on the
 * routing data source (JDBC's, JPA's, Hibernate's, the application's own), and leaves
 * those of other data sources alone.
 */
public final class TransactionManagerPostProcessor implements BeanPostProcessor {

	private static final boolean JPA_PRESENT = ClassUtils.isPresent("org.springframework.orm.jpa.JpaTransactionManager",
			TransactionManagerPostProcessor.class.getClassLoader());

	private final Supplier<RoutingTransactionListener> listener;

	public TransactionManagerPostProcessor(Supplier<RoutingTransactionListener> listener) {
		this.listener = listener;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager && isRouted(bean)) {
			OpenSessionListener openSessions = (JPA_PRESENT && bean instanceof JpaTransactionManager jpa)
					? OpenSessionListener.of(jpa) : null;
			this.listener.get().register(manager, openSessions);
		}
		return bean;
	}

	private static boolean isRouted(Object manager) {
		DataSource dataSource = TransactionManagers.dataSourceOf(manager);
		return dataSource != null && RoutingDataSource.isRouted(dataSource);
	}

}
