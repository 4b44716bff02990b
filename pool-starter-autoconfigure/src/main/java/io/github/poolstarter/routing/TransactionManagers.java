package io.github.poolstarter.routing;

import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.util.StringUtils;

/**
 * Tells transaction managers apart by the data source that they work on. Spring's have it
 * as a bean property, whether they are for JDBC, JPA or Hibernate.
 */
public final class TransactionManagers {

	private TransactionManagers() {
	}

	/**
	 * Choose the manager of transactions on a data source.
	 * @param candidate the application's only or primary manager, {@code null} where it
	 * has none
	 */
	public static PlatformTransactionManager select(@Nullable PlatformTransactionManager candidate,
			DataSource dataSource, Supplier<PlatformTransactionManager> fallback) {
		DataSource managed = (candidate != null) ? dataSourceOf(candidate) : null;
		boolean fits = managed != null && (managed == dataSource
				|| (RoutingDataSource.isRouted(managed) && RoutingDataSource.isRouted(dataSource)));
		return (candidate != null && fits) ? candidate : fallback.get();
	}

	/**
	 * Find the manager that Spring takes for a transactional method.
	 * @param qualifier the qualifier or the name of the manager, {@code null} or empty
	 * for the default one
	 * @return the manager, {@code null} where there is none or more than one
	 */
	static @Nullable TransactionManager find(BeanFactory beanFactory, @Nullable String qualifier) {
		if (!StringUtils.hasText(qualifier)) {
			return beanFactory.getBeanProvider(TransactionManager.class).getIfUnique();
		}
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory, TransactionManager.class, qualifier);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return null;
		}
	}

	/**
	 * The data source that a transaction manager works on.
	 * @return its data source, or {@code null} where it has none
	 */
	public static @Nullable DataSource dataSourceOf(Object manager) {
		return dataSourceOf(manager, "dataSource");
	}

	/**
	 * The data source that an object has as a bean property.
	 * @return the data source, or {@code null} where it has none
	 */
	public static @Nullable DataSource dataSourceOf(Object bean, String property) {
		BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(bean);
		return (properties.isReadableProperty(property)
				&& properties.getPropertyValue(property) instanceof DataSource dataSource) ? dataSource : null;
	}

}
