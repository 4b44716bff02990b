package io.github.poolstarter.autoconfigure.slices;

import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;

/**
 * Tests of {@code @DataJpaTest}, which replaces the data source.
 */
@DataJpaTest
class DataJpaSliceTests extends AbstractReplacedDatabaseTests {

}
