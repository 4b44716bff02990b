package io.github.poolstarter.routing.check;

import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.poolstarter.ManagedPool;
import io.github.poolstarter.PoolRegistry;
import io.github.poolstarter.routing.RoutingDataSource;
import io.github.poolstarter.routing.TransactionManagers;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.jta.JtaTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds transactions that leave out what is done through the routing data source, because
 * their manager is for something else: nothing fails then, and a rollback undoes nothing.
 * <p>
 * Only managers that exist already are looked at. What a manager of the application's own
 * make works on can't be known; it is taken to be right.
 */
final class TransactionCheck {

	private static final boolean JPA_PRESENT = ClassUtils.isPresent("jakarta.persistence.EntityManagerFactory",
			TransactionCheck.class.getClassLoader());

	private static final int MAX_SHOWN = 5;

	private final ConfigurableListableBeanFactory beanFactory;

	private final PoolRegistry pools;

	private final @Nullable TransactionAttributeSource attributes;

	private final Map<String, Object> managers = new LinkedHashMap<>();

	private final @Nullable String defaultManager;

	/** The uses of each manager that leaves the pools out, by its name. */
	private final Map<String, Set<String>> uses = new LinkedHashMap<>();

	/**
	 * Look at the transaction managers of a context.
	 */
	TransactionCheck(ConfigurableListableBeanFactory beanFactory, PoolRegistry pools, boolean withInherited) {
		this.beanFactory = beanFactory;
		this.pools = pools;
		this.attributes = beanFactory.getBeanProvider(TransactionAttributeSource.class).getIfUnique();
		this.defaultManager = (addManagers()) ? findDefaultManager() : null;
		if (this.managers.values().stream().map(this::scopeOf).allMatch(Scope::isWithout)) {
			findUsesBesideMethods(withInherited);
		}
	}

	// Whether all managers were there
	private boolean addManagers() {
		boolean complete = true;
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				TransactionManager.class, true, false)) {
			if (!isInitialized(name)) {
				complete = false;
			}
			else if (this.beanFactory.getBean(name) instanceof PlatformTransactionManager manager) {
				this.managers.put(name, manager);
			}
		}
		return complete;
	}

	private boolean isInitialized(String name) {
		BeanFactory owner = this.beanFactory;
		while (owner instanceof ConfigurableBeanFactory configurable && !configurable.containsLocalBean(name)) {
			owner = configurable.getParentBeanFactory();
		}
		return owner instanceof ConfigurableListableBeanFactory configurable && configurable.containsSingleton(name);
	}

	private @Nullable String findDefaultManager() {
		TransactionInterceptor interceptor = this.beanFactory.getBeanProvider(TransactionInterceptor.class)
			.getIfUnique();
		TransactionManager configured = (interceptor != null) ? interceptor.getTransactionManager() : null;
		return nameOf((configured != null) ? configured
				: this.beanFactory.getBeanProvider(TransactionManager.class).getIfUnique());
	}

	private @Nullable String nameOf(@Nullable Object manager) {
		for (Map.Entry<String, Object> candidate : this.managers.entrySet()) {
			if (candidate.getValue() == manager) {
				return candidate.getKey();
			}
		}
		return null;
	}

	private void findUsesBesideMethods(boolean withInherited) {
		if (this.defaultManager != null && (withInherited || this.beanFactory.containsLocalBean(this.defaultManager))) {
			addUse(this.defaultManager, "@Transactional and TransactionTemplate");
		}
		for (String name : this.beanFactory.getBeanNamesForType(TransactionTemplate.class, false, false)) {
			if (this.beanFactory.containsSingleton(name)
					&& this.beanFactory.getBean(name) instanceof TransactionTemplate template) {
				String manager = nameOf(template.getTransactionManager());
				if (manager != null && !manager.equals(this.defaultManager)) {
					addUse(manager, "the TransactionTemplate '" + name + "'");
				}
			}
		}
	}

	private void addUse(String manager, String use) {
		if (scopeOf(this.managers.get(manager)).isWithoutThoughOfJdbc()) {
			this.uses.computeIfAbsent(manager, (name) -> new TreeSet<>()).add(use);
		}
	}

	/**
	 * Look at a method that an annotation routes.
	 * @return what is wrong with its transaction, or {@code null}
	 */
	@Nullable String find(Method method, Class<?> type) {
		TransactionAttribute attribute = (this.attributes != null)
				? this.attributes.getTransactionAttribute(method, type) : null;
		if (attribute == null || !isTransactional(attribute)) {
			return null;
		}
		boolean named = StringUtils.hasText(attribute.getQualifier());
		String manager = managerOf(attribute, type);
		if (manager == null) {
			return null;
		}
		Scope scope = scopeOf(this.managers.get(manager));
		if (!((named) ? scope.isWithoutThoughNamed() : scope.isWithout())) {
			return null;
		}
		this.uses.computeIfAbsent(manager, (name) -> new TreeSet<>())
			.add(ClassUtils.getShortName(type) + "." + method.getName());
		return finding(manager);
	}

	private static boolean isTransactional(TransactionAttribute attribute) {
		return switch (attribute.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_SUPPORTS, TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
					TransactionDefinition.PROPAGATION_NEVER ->
				false;
			default -> true;
		};
	}

	// As Spring's TransactionInterceptor does it
	private @Nullable String managerOf(TransactionAttribute attribute, Class<?> type) {
		String qualifier = attribute.getQualifier();
		if (StringUtils.hasText(qualifier)) {
			return qualified(qualifier);
		}
		String typeQualifier = BeanFactoryAnnotationUtils.getQualifierValue(type);
		String qualified = (StringUtils.hasText(typeQualifier)) ? qualified(typeQualifier) : null;
		return (qualified != null) ? qualified : this.defaultManager;
	}

	private @Nullable String qualified(String qualifier) {
		return this.managers.keySet()
			.stream()
			.filter((name) -> BeanFactoryAnnotationUtils.isQualifierMatch(qualifier::equals, name, this.beanFactory))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Whether a text is one of this check's.
	 */
	boolean isOwn(String finding) {
		return this.uses.keySet().stream().map(this::finding).anyMatch(finding::equals);
	}

	/**
	 * What there is to say about the transaction managers.
	 */
	List<String> errors() {
		List<String> errors = new ArrayList<>();
		this.uses.forEach((manager, uses) -> errors
			.add("The transactions of %s do not include work done through the data source of the pools: ".formatted(
					describe(manager)) + "a rollback does not undo it. They are used by %s. ".formatted(list(uses))
					+ scopeOf(this.managers.get(manager)).remedy()));
		return errors;
	}

	private static String list(Set<String> uses) {
		List<String> shown = uses.stream().limit(MAX_SHOWN).toList();
		int more = uses.size() - shown.size();
		return String.join(", ", shown) + ((more > 0) ? " and %d more".formatted(more) : "");
	}

	private String finding(String manager) {
		return "its transaction is managed by %s and does not include work done through the data source of the pools: "
			.formatted(describe(manager)) + "a rollback does not undo it. "
				+ scopeOf(this.managers.get(manager)).remedy();
	}

	private String describe(String manager) {
		Object bean = target(this.managers.get(manager));
		return "'%s' (%s%s)".formatted(manager, ClassUtils.getUserClass(bean).getSimpleName(),
				scopeOf(bean).resource());
	}

	private static Object target(Object manager) {
		Object target = AopProxyUtils.getSingletonTarget(manager);
		return (target != null) ? target : manager;
	}

	private Scope scopeOf(Object bean) {
		Object manager = target(bean);
		if (manager instanceof JtaTransactionManager) {
			return new Scope(Kind.JTA);
		}
		DataSource dataSource = TransactionManagers.dataSourceOf(manager);
		if (dataSource != null && !RoutingDataSource.isRouted(dataSource)) {
			ManagedPool pool = poolOf(dataSource);
			return (pool != null) ? new Scope(Kind.POOL, pool.name()) : new Scope(Kind.DATA_SOURCE);
		}
		boolean noJdbc = dataSource == null && manager instanceof ResourceTransactionManager resource
				&& !isJpa(resource);
		return new Scope((noJdbc) ? Kind.NO_JDBC : Kind.MAY_BE_ROUTED);
	}

	private static boolean isJpa(ResourceTransactionManager manager) {
		return JPA_PRESENT && manager.getResourceFactory() instanceof EntityManagerFactory;
	}

	private @Nullable ManagedPool poolOf(DataSource dataSource) {
		for (ManagedPool pool : this.pools) {
			try {
				if (dataSource.isWrapperFor(HikariDataSource.class)
						&& dataSource.unwrap(HikariDataSource.class) == pool.dataSource()) {
					return pool;
				}
			}
			catch (SQLException ex) {
				return null;
			}
		}
		return null;
	}

	private enum Kind {

		/** For the routing data source, or for what can't be known. */
		MAY_BE_ROUTED,

		JTA,

		/** For one pool, past the routing data source. */
		POOL,

		DATA_SOURCE,

		/** For a message broker, a document database. */
		NO_JDBC

	}

	private record Scope(Kind kind, @Nullable String pool) {

		private static final String OWN_MANAGER = "Use a JdbcTransactionManager (with JPA, a JpaTransactionManager) "
				+ "for the primary DataSource: make it @Primary, or name it in @Transactional";

		Scope(Kind kind) {
			this(kind, null);
		}

		boolean isWithout() {
			return this.kind != Kind.MAY_BE_ROUTED;
		}

		boolean isWithoutThoughOfJdbc() {
			return isWithout() && this.kind != Kind.NO_JDBC;
		}

		// Who names the manager of something else, a broker's, means that one
		boolean isWithoutThoughNamed() {
			return this.kind == Kind.JTA || this.kind == Kind.POOL;
		}

		String resource() {
			return switch (this.kind) {
				case POOL -> " for pool '" + this.pool + "'";
				case DATA_SOURCE -> " for another data source";
				default -> "";
			};
		}

		String remedy() {
			return switch (this.kind) {
				case JTA -> "The pools' connections do not take part in JTA transactions. " + OWN_MANAGER;
				case POOL ->
					OWN_MANAGER + ", or do the work through the DataSource @Qualifier(\"%s\")".formatted(this.pool);
				default -> OWN_MANAGER;
			};
		}

	}

}
