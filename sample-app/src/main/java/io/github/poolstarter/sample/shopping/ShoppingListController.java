package io.github.poolstarter.sample.shopping;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shopping lists over HTTP.
 */
@RestController
class ShoppingListController {

	private final ShoppingListService shoppingLists;

	ShoppingListController(ShoppingListService shoppingLists) {
		this.shoppingLists = shoppingLists;
	}

	@GetMapping("/menus/{id}/shopping-list")
	ShoppingList forMenu(@PathVariable long id) {
		return this.shoppingLists.forMenu(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no menu " + id));
	}

}
