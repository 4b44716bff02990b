package io.github.poolstarter.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Thrown when the view, the action or the pool of a request does not exist. The message
 * names those that do.
 */
final class NotFoundException extends InvalidEndpointRequestException {

	private static final long serialVersionUID = 1L;

	private final transient Map<String, List<String>> existing;

	NotFoundException(String reason) {
		super(reason, reason);
		this.existing = Map.of();
	}

	NotFoundException(String reason, String kind, Collection<String> names) {
		super("%s (%s: %s)".formatted(reason, kind, String.join(", ", names)), reason);
		this.existing = Map.of(kind, List.copyOf(names));
	}

	/**
	 * What there is instead.
	 */
	Map<String, List<String>> existing() {
		return this.existing;
	}

}
