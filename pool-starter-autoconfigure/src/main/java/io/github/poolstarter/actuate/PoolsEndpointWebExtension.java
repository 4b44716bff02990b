package io.github.poolstarter.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link PoolsEndpoint}: its
 * views and actions below its path. Answers a request for what does not exist with 404
 * and the names of what does, one that can't be carried out with 400 and the reason, and
 * one for a view that can't tell anything yet with 409 and the reason. Safe for use by
 * several threads.
 * <p>
 * Spring Boot puts the fields of the body and of the query in the place of a selector of
 * the same name, so that a security rule for a path would say nothing about what is done.
 * The rest of the path alone reaches an operation as an array, which neither of the two
 * can: that is why the path is an object here, and not two strings. Numbers and times are
 * objects, because Spring Boot does not say what is wrong with one that it can't convert.
 */
@EndpointWebExtension(endpoint = PoolsEndpoint.class)
public final class PoolsEndpointWebExtension {

	private static final int CONFLICT = 409;

	private final PoolsEndpoint endpoint;

	public PoolsEndpointWebExtension(PoolsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One view, of all pools or of one.
	 * @return the view, or the status 400, 404 or 409
	 */
	@ReadOperation
	public WebEndpointResponse<Object> view(@Selector(match = Selector.Match.ALL_REMAINING) Object path,
			@Nullable Object window, @Nullable Object step, @Nullable Object size, @Nullable String view,
			@Nullable String pool) {
		return respond(() -> {
			Path asked = Path.of(path);
			asked.check("view", asked.first(), view);
			asked.check("pool", asked.second(), pool);
			Duration back = time("window", window);
			Duration apart = time("step", step);
			Integer connections = number("size", size);
			return (asked.second() != null)
					? this.endpoint.poolView(asked.first(), asked.second(), back, apart, connections)
					: this.endpoint.view(asked.first(), back, apart);
		});
	}

	/**
	 * Do something that needs no further word. Of its own because an operation with
	 * parameters would ask for a body.
	 * @return what came of it, or the status 400 or 404
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(@Selector(match = Selector.Match.ALL_REMAINING) Object path) {
		return respond(() -> {
			Path asked = Path.of(path);
			return (asked.second() != null) ? this.endpoint.actOn(asked.first(), asked.second())
					: this.endpoint.act(asked.first());
		});
	}

	/**
	 * Do something, with a body that can say more.
	 * @return what came of it, or the status 400 or 404
	 */
	@WriteOperation
	public WebEndpointResponse<Object> change(@Selector(match = Selector.Match.ALL_REMAINING) Object path,
			@Nullable Object maximumPoolSize, @Nullable Object minimumIdle, @Nullable Object connectionTimeout,
			@Nullable Object idleTimeout, @Nullable Object maxLifetime, @Nullable Object leakThreshold,
			@Nullable String action, @Nullable String name, @Nullable String pool, SecurityContext securityContext) {
		return respond(() -> {
			Path asked = Path.of(path);
			asked.check("action", asked.first(), action);
			asked.check("name", asked.second(), name);
			asked.check("pool", asked.second(), pool);
			return (asked.second() != null) ? this.endpoint.change(asked.first(), asked.second(),
					number("maximumPoolSize", maximumPoolSize), number("minimumIdle", minimumIdle),
					time("connectionTimeout", connectionTimeout), time("idleTimeout", idleTimeout),
					time("maxLifetime", maxLifetime), time("leakThreshold", leakThreshold), securityContext)
					: this.endpoint.act(asked.first());
		});
	}

	private static @Nullable Integer number(String parameter, @Nullable Object value) {
		return convert(parameter, value, Integer.class, "a whole number, such as 10");
	}

	private static @Nullable Duration time(String parameter, @Nullable Object value) {
		return convert(parameter, value, Duration.class, "a time, such as 250ms, 45s or 30m");
	}

	// As text: of several values, the conversion would take the first
	private static <T> @Nullable T convert(String parameter, @Nullable Object value, Class<T> type, String wanted) {
		try {
			return ApplicationConversionService.getSharedInstance()
				.convert((value != null) ? value.toString() : null, type);
		}
		catch (ConversionException ex) {
			String reason = "'%s' must be %s".formatted(parameter, wanted);
			throw new InvalidEndpointRequestException(reason, reason, ex);
		}
	}

	private static WebEndpointResponse<Object> respond(Supplier<Object> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (NotFoundException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(ex.getReason(), ex.existing()),
					WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(ex.getReason(), Map.of()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (NothingToTellException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(ex.getMessage(), Map.of()), CONFLICT);
		}
	}

	/**
	 * What the path of a request says.
	 */
	private record Path(String first, @Nullable String second) {

		static Path of(Object path) {
			if (!(path instanceof String[] names)) {
				throw refusal("path", "the path of the request");
			}
			return switch (names.length) {
				case 1 -> new Path(names[0], null);
				case 2 -> new Path(names[0], names[1]);
				default -> throw new NotFoundException("Nothing at '%s': a view or an action takes at most one name"
					.formatted(String.join("/", names)));
			};
		}

		void check(String parameter, @Nullable String expected, @Nullable String given) {
			if (given != null && !given.equals(expected)) {
				throw refusal(parameter, (expected != null) ? "'" + expected + "' in the path" : "the path");
			}
		}

		private static InvalidEndpointRequestException refusal(String parameter, String path) {
			String reason = "'%s' in the body or query differs from %s. Remove it.".formatted(parameter, path);
			return new InvalidEndpointRequestException(reason, reason);
		}

	}

	/**
	 * Says why something can't be done.
	 *
	 * @param error what is wrong, and what to do about it
	 * @param existing the names that could have been asked for, by what they are of
	 */
	public record ErrorDescriptor(@Nullable String error, @JsonAnyGetter Map<String, List<String>> existing) {

	}

}
