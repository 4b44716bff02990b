package io.github.poolstarter.recipes.callsites.shop;

import io.github.poolstarter.autoconfigure.PoolsAutoConfiguration;
import io.github.poolstarter.autoconfigure.PoolsPropertiesAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The application without any of the frameworks.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@AutoConfigurationPackage
@ImportAutoConfiguration({ AopAutoConfiguration.class, PoolsPropertiesAutoConfiguration.class,
		PoolsAutoConfiguration.class, DataSourceAutoConfiguration.class,
		DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
		TransactionAutoConfiguration.class, TransactionManagerCustomizationAutoConfiguration.class })
public class Shop {

	/**
	 * Start the application, as its main method does.
	 * @param framework the configuration of a framework
	 * @param properties the properties
	 * @return the running application
	 */
	public static ConfigurableApplicationContext main(Class<?> framework, String... properties) {
		SpringApplication application = new SpringApplication(Shop.class, framework);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(properties);
	}

	@Bean
	Orders orders(JdbcTemplate jdbc) {
		return new Orders(jdbc);
	}

}
