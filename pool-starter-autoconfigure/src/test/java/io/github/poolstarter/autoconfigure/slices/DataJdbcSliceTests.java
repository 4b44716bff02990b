package io.github.poolstarter.autoconfigure.slices;

import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;

/**
 * Tests of {@code @DataJdbcTest}, which replaces the data source.
 */
@DataJdbcTest
class DataJdbcSliceTests extends AbstractReplacedDatabaseTests {

}
