package io.github.poolstarter;

import java.util.List;

/**
 * A chunk that was rolled back.
 *
 * @param <T> the type of the items
 * @param items the items of the chunk, an immutable list
 * @param cause what was thrown by the work, or by beginning or committing the chunk's
 * transaction
 */
public record FailedChunk<T>(List<T> items, Exception cause) {

}
