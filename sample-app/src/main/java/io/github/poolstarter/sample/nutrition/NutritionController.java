package io.github.poolstarter.sample.nutrition;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The nutrition batch over HTTP, for those who can't wait for the night.
 */
@RestController
class NutritionController {

	private final NutritionBatch batch;

	NutritionController(NutritionBatch batch) {
		this.batch = batch;
	}

	@PostMapping("/nutrition/run")
	NutritionReport run() {
		return this.batch.run();
	}

}
