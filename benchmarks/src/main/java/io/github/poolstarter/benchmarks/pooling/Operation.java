package io.github.poolstarter.benchmarks.pooling;

import java.sql.SQLException;
import java.util.random.RandomGenerator;

/**
 * A kind of operation on a {@link Shop}.
 */
enum Operation {

	/**
	 * A select of one row by its key.
	 */
	SIMPLE("simple: a row by its key"),

	/**
	 * A join of two tables with an aggregate.
	 */
	COMPLEX("complex: join and aggregate"),

	/**
	 * An update of one row by its key, committed.
	 */
	WRITE("write: a row by its key"),

	/**
	 * Seven simple ones, one complex one and two writes in ten, in random order.
	 */
	MIXED("mixed: 70 % simple, 10 % complex, 20 % write");

	private static final double SIMPLE_SHARE = 0.7;

	private static final double COMPLEX_SHARE = 0.1;

	private final String title;

	Operation(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/**
	 * Do it once.
	 * @param shop where
	 * @param random what chooses the rows
	 * @throws SQLException if it can't be done
	 */
	void run(Shop shop, RandomGenerator random) throws SQLException {
		switch (this) {
			case SIMPLE -> shop.readCustomer(random);
			case COMPLEX -> shop.readBestCustomers(random);
			case WRITE -> shop.changeOrder(random);
			case MIXED -> draw(random.nextDouble()).run(shop, random);
		}
	}

	/**
	 * Choose the next operation of a mixed load.
	 * @param number a number from 0 to 1
	 * @return one that is not mixed
	 */
	static Operation draw(double number) {
		if (number < SIMPLE_SHARE) {
			return SIMPLE;
		}
		return (number < SIMPLE_SHARE + COMPLEX_SHARE) ? COMPLEX : WRITE;
	}

}
