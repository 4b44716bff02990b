package io.github.poolstarter.sample.nutrition;

import java.util.List;

import io.github.poolstarter.ChunkResult;
import io.github.poolstarter.FailedChunk;

import org.springframework.core.NestedExceptionUtils;

/**
 * What came of a run of the nutrition batch.
 *
 * @param processed how many recipes have new figures
 * @param failed how many recipes keep their old figures, or none
 * @param failedChunks the chunks that were rolled back
 */
record NutritionReport(int processed, int failed, List<Failure> failedChunks) {

	static NutritionReport of(ChunkResult<Long> result) {
		List<Failure> failures = result.failed().stream().map(Failure::of).toList();
		return new NutritionReport(result.processed(), failures.stream().mapToInt(Failure::recipes).sum(), failures);
	}

	/**
	 * A chunk of recipes that was rolled back, because one of them could not be computed.
	 *
	 * @param recipes how many recipes were in the chunk
	 * @param first the key of the first of them
	 * @param last the key of the last of them
	 * @param cause what the database said
	 */
	record Failure(int recipes, long first, long last, String cause) {

		private static Failure of(FailedChunk<Long> chunk) {
			List<Long> ids = chunk.items();
			return new Failure(ids.size(), ids.get(0), ids.get(ids.size() - 1),
					NestedExceptionUtils.getMostSpecificCause(chunk.cause()).toString());
		}

	}

}
