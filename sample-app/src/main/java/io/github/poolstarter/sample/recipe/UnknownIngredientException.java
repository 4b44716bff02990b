package io.github.poolstarter.sample.recipe;

/**
 * Thrown when a recipe takes an ingredient that is not known.
 */
class UnknownIngredientException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnknownIngredientException(String ingredient) {
		super("There is no ingredient named '%s'".formatted(ingredient));
	}

}
