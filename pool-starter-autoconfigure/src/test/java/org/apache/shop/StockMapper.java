package org.apache.shop;

import org.springframework.transaction.annotation.Transactional;

/**
 * Implemented by a proxy, as those of MyBatis are.
 */
public interface StockMapper {

	/**
	 * A query without a transaction of its own.
	 */
	int count();

	/**
	 * A query with a transaction of its own.
	 */
	@Transactional
	int countInTransaction();

}
