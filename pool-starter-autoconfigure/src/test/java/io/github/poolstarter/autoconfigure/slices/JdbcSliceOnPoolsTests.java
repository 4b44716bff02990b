package io.github.poolstarter.autoconfigure.slices;

import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;

/**
 * Tests of {@code @JdbcTest} without another database.
 */
@JdbcTest
@AutoConfigureTestDatabase(replace = Replace.NONE)
class JdbcSliceOnPoolsTests extends AbstractPooledDatabaseTests {

}
