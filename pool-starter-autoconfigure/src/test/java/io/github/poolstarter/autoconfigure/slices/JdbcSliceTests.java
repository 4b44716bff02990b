package io.github.poolstarter.autoconfigure.slices;

import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;

/**
 * Tests of {@code @JdbcTest}, which replaces the data source.
 */
@JdbcTest
class JdbcSliceTests extends AbstractReplacedDatabaseTests {

}
