package io.github.poolstarter;

import java.util.List;

/**
 * What {@link PoolTemplate#inChunks} does with each chunk.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface ChunkWork<T> {

	/**
	 * Process one chunk inside its own transaction.
	 * @param chunk the items of the chunk, an immutable list
	 * @throws Exception if the chunk can't be processed; its transaction is rolled back
	 */
	void process(List<T> chunk) throws Exception;

}
