package io.github.poolstarter.autoconfigure.slices;

import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;

/**
 * Tests of a data source that is replaced because the application does not define it.
 */
@JdbcTest
@AutoConfigureTestDatabase(replace = Replace.AUTO_CONFIGURED)
class AutoConfiguredReplacementTests extends AbstractReplacedDatabaseTests {

}
