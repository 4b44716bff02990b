package io.github.poolstarter.remotecall;

import java.net.URI;
import java.util.Objects;
import java.util.function.Function;

import io.github.poolstarter.remotecall.RemoteCallGuard.Call;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Takes the observations of HTTP clients for remote calls. A call is refused when its
 * observation starts, which is before it is made. Then nobody stops the observation, so
 * this handler has to be the first of its registry: those that come before it would never
 * learn of the end. Keeps nothing on the thread. Safe for use by several threads.
 */
public final class RemoteCallObservationHandler<C extends Observation.Context> implements ObservationHandler<C> {

	private final RemoteCallGuard guard;

	private final Class<C> contextType;

	private final Function<C, String> name;

	private RemoteCallObservationHandler(RemoteCallGuard guard, Class<C> contextType, Function<C, String> name) {
		this.guard = guard;
		this.contextType = contextType;
		this.name = name;
	}

	/**
	 * Create a handler for {@code RestClient} and {@code RestTemplate}.
	 */
	public static RemoteCallObservationHandler<?> forRestClient(RemoteCallGuard guard) {
		return new RemoteCallObservationHandler<>(guard, ClientRequestObservationContext.class, (context) -> {
			ClientHttpRequest request = Objects.requireNonNull(context.getCarrier());
			return name(request.getMethod(), request.getURI());
		});
	}

	/**
	 * Create a handler for {@code WebClient}, whose observations start on the thread that
	 * subscribes, and stop when the head of the response has arrived.
	 */
	public static RemoteCallObservationHandler<?> forWebClient(RemoteCallGuard guard) {
		return new RemoteCallObservationHandler<>(guard,
				org.springframework.web.reactive.function.client.ClientRequestObservationContext.class, (context) -> {
					ClientRequest request = Objects.requireNonNull(context.getRequest());
					return name(request.method(), request.url());
				});
	}

	// Without what may be a secret
	private static String name(HttpMethod method, URI uri) {
		return "%s %s://%s".formatted(method, uri.getScheme(), uri.getHost());
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.contextType.isInstance(context);
	}

	@Override
	public void onStart(C context) {
		Call call = this.guard.begin(context, this.name);
		if (call != null && !isPartOfAnother(context)) {
			context.put(Call.class, call);
		}
	}

	// As when an interceptor fetches a token
	private static boolean isPartOfAnother(Observation.Context context) {
		for (ObservationView outer = context.getParentObservation(); outer != null; outer = outer.getContextView()
			.getParentObservation()) {
			if (outer.getContextView().containsKey(Call.class)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void onStop(C context) {
		Call call = context.get(Call.class);
		if (call != null) {
			this.guard.end(call);
		}
	}

}
