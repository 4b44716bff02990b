package io.github.poolstarter.autoconfigure.slices;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The application whose slices are tested.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class SlicesApplication {

}
