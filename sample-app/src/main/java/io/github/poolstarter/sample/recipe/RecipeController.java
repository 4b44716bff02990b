package io.github.poolstarter.sample.recipe;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Recipes over HTTP.
 */
@RestController
@RequestMapping("/recipes")
class RecipeController {

	private final RecipeService recipes;

	RecipeController(RecipeService recipes) {
		this.recipes = recipes;
	}

	@GetMapping
	List<RecipeSummary> search(@RequestParam(defaultValue = "") String query,
			@RequestParam(defaultValue = "20") @Min(1) @Max(200) int limit) {
		return this.recipes.search(query, limit);
	}

	@GetMapping("/{id}")
	Recipe find(@PathVariable long id) {
		return this.recipes.find(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no recipe " + id));
	}

	@PostMapping
	ResponseEntity<Recipe> create(@RequestBody @Valid NewRecipe recipe) {
		long id = this.recipes.create(recipe);
		return ResponseEntity
			.created(ServletUriComponentsBuilder.fromCurrentRequest().path("/{id}").buildAndExpand(id).toUri())
			.body(find(id));
	}

	@ExceptionHandler
	ErrorResponse unknownIngredient(UnknownIngredientException ex) {
		return ErrorResponse.create(ex, HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

	@ExceptionHandler
	ErrorResponse duplicateName(DuplicateKeyException ex) {
		return ErrorResponse.create(ex, HttpStatus.CONFLICT, "There is a recipe of this name already");
	}

}
