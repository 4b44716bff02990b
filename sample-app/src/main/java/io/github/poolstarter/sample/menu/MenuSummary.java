package io.github.poolstarter.sample.menu;

import java.time.OffsetDateTime;

/**
 * A menu without its meals.
 *
 * @param id the key of the menu
 * @param days how many days it covers
 * @param createdAt when it was generated
 */
record MenuSummary(long id, int days, OffsetDateTime createdAt) {

}
