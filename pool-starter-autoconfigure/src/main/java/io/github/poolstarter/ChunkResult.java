package io.github.poolstarter;

import java.util.List;

/**
 * What came of {@link PoolTemplate#inChunks}.
 *
 * @param <T> the type of the items
 * @param processed the number of items whose chunk was committed
 * @param failed the chunks that were rolled back, in the order in which they were tried
 */
public record ChunkResult<T>(int processed, List<FailedChunk<T>> failed) {

	/**
	 * Create a result; the list is copied.
	 * @param processed the number of items whose chunk was committed
	 * @param failed the chunks that were rolled back
	 */
	public ChunkResult {
		failed = List.copyOf(failed);
	}

}
