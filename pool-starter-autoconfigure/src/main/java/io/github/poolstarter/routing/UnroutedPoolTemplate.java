package io.github.poolstarter.routing;

import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Does work on the application's one data source, whatever pool it asks for: what a pool
 * template comes to where the pools are switched off, so that code which uses one goes on
 * working. Safe for use by several threads.
 */
public final class UnroutedPoolTemplate extends AbstractPoolTemplate {

	public UnroutedPoolTemplate(DataSource dataSource, Supplier<PlatformTransactionManager> transactionManager,
			RetryPolicy.Builder retry) {
		super(dataSource, transactionManager, retry);
	}

	@Override
	<T extends @Nullable Object> T route(String pool, boolean ownTransaction, Supplier<T> work) {
		return work.get();
	}

	// Its data source may be wrapped in any way, so any transaction may be on it
	@Override
	boolean isInTransaction(String pool) {
		return true;
	}

}
