package io.github.poolstarter.recipes;

import java.util.List;

import io.github.poolstarter.AiWork;
import io.github.poolstarter.ReadOnly;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.context.spi.TenantSchemaMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipe: Hibernate's multi-tenancy by schema.
 */
@RecipeTest
@TestPropertySource(properties = { "pools.defaults.maximum-pool-size=1", "spring.jpa.open-in-view=false" })
class TenantsTests {

	@Autowired
	private Menus menus;

	@Autowired
	private JdbcTemplate jdbc;

	@Autowired
	private EntityManagerFactory sessions;

	@BeforeEach
	void createSchemas() {
		for (String tenant : List.of("north", "south")) {
			this.jdbc.execute("drop schema if exists " + tenant + " cascade");
			this.jdbc.execute("create schema " + tenant);
			this.jdbc.execute("create table " + tenant
					+ ".menu (name text primary key, pool text default current_setting('application_name'))");
		}
	}

	@AfterEach
	void leaveTenant() {
		Tenants.current.remove();
	}

	@Test
	void eachTenantHasItsSchemaOnEveryPool() {
		Tenants.current.set("north");
		this.menus.plan("soup");
		assertThat(this.menus.names()).containsExactly("soup");
		Tenants.current.set("south");
		this.menus.plan("stew");
		assertThat(this.menus.names()).containsExactly("stew");
		assertThat(this.menus.reportedBy()).isEqualTo("read south");
		assertThat(this.jdbc.queryForList("select name || ' ' || pool from north.menu", String.class))
			.containsExactly("soup ai");
		assertThat(this.jdbc.queryForList("select name || ' ' || pool from south.menu", String.class))
			.containsExactly("stew ai");
	}

	@Test
	void openSessionChangesThePoolAndKeepsTheTenant() {
		Tenants.current.set("north");
		try (EntityManager session = this.sessions.createEntityManager()) {
			TransactionSynchronizationManager.bindResource(this.sessions, new EntityManagerHolder(session));
			this.menus.plan("soup");
			assertThat(this.menus.names()).containsExactly("soup");
			assertThat(this.menus.reportedBy()).isEqualTo("read north");
		}
		finally {
			TransactionSynchronizationManager.unbindResource(this.sessions);
		}
	}

	@Test
	void connectionGoesBackWithTheSchemaOfThePool() {
		Tenants.current.set("north");
		this.menus.plan("soup");
		assertThat(this.menus.schema()).isEqualTo("public");
	}

	@Nested
	@TestPropertySource(properties = "spring.datasource.connection-fetch=lazy")
	class LazyConnectionTests {

		@Test
		void eachTenantHasItsSchemaOnEveryPool() {
			TenantsTests.this.eachTenantHasItsSchemaOnEveryPool();
		}

	}

	@RecipeApplication
	@ImportAutoConfiguration(HibernateJpaAutoConfiguration.class)
	@EntityScan(basePackageClasses = TenantsTests.class)
	@Import(Menus.class)
	static class Application {

		// tag::tenants[]
		@Bean
		HibernatePropertiesCustomizer tenants(Tenants tenants) {
			TenantSchemaMapper<String> schemas = (tenant) -> tenant;
			return (properties) -> {
				properties.put(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, tenants);
				properties.put(MultiTenancySettings.MULTI_TENANT_SCHEMA_MAPPER, schemas);
			};
		}
		// end::tenants[]

		@Bean
		Tenants tenantResolver() {
			return new Tenants();
		}

	}

	static class Tenants implements CurrentTenantIdentifierResolver<String> {

		private static final ThreadLocal<String> current = ThreadLocal.withInitial(() -> "public");

		@Override
		public String resolveCurrentTenantIdentifier() {
			return current.get();
		}

		@Override
		public boolean validateExistingCurrentSessions() {
			return true;
		}

	}

	@Entity(name = "menu")
	static class Menu {

		@Id
		private String name;

	}

	static class Menus {

		@PersistenceContext
		private EntityManager entities;

		private final JdbcTemplate jdbc;

		Menus(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@AiWork
		@Transactional
		void plan(String name) {
			Menu menu = new Menu();
			menu.name = name;
			this.entities.persist(menu);
		}

		@ReadOnly
		@Transactional(readOnly = true)
		List<String> names() {
			return this.entities.createQuery("select name from menu", String.class).getResultList();
		}

		@ReadOnly
		@Transactional(readOnly = true)
		String reportedBy() {
			return (String) this.entities
				.createNativeQuery("select current_setting('application_name') || ' ' || current_schema", String.class)
				.getSingleResult();
		}

		@AiWork
		String schema() {
			return this.jdbc.queryForObject("select current_schema", String.class);
		}

	}

}
