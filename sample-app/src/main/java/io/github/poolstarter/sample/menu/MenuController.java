package io.github.poolstarter.sample.menu;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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
 * Menus over HTTP.
 */
@RestController
@RequestMapping("/menus")
class MenuController {

	private static final int A_WEEK = 7;

	private final MenuService menus;

	MenuController(MenuService menus) {
		this.menus = menus;
	}

	@PostMapping
	ResponseEntity<Menu> generate(@RequestBody(required = false) @Valid @Nullable MenuRequest request) {
		Integer days = (request != null) ? request.days() : null;
		Menu menu = this.menus.generate((days != null) ? days : A_WEEK);
		return ResponseEntity
			.created(ServletUriComponentsBuilder.fromCurrentRequest().path("/{id}").buildAndExpand(menu.id()).toUri())
			.body(menu);
	}

	@GetMapping
	List<MenuSummary> latest(@RequestParam(defaultValue = "20") @Min(1) @Max(200) int limit) {
		return this.menus.latest(limit);
	}

	@GetMapping("/{id}")
	Menu find(@PathVariable long id) {
		return this.menus.find(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no menu " + id));
	}

}
