package org.apache.shop;

import javax.sql.DataSource;

import io.github.poolstarter.PoolTemplate;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The beans of the shop.
 */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
public class ShopConfiguration {

	@Bean
	OrderService orderService(DataSource dataSource, PlatformTransactionManager transactionManager,
			PoolTemplate pools) {
		return new OrderService(dataSource, new TransactionTemplate(transactionManager), pools);
	}

	@Bean
	OrderService.Checkout checkout(DataSource dataSource) {
		return new OrderService.Checkout(dataSource);
	}

}
