package io.github.poolstarter.actuate;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Which requests to the {@link PoolsEndpoint} go no further. A browser can be made to
 * send a write by a page of another site, without asking first, as long as that is not
 * JSON; it then says where the page is from ({@code Origin}), which programs don't. And a
 * path with empty segments is none that a security rule for paths is about.
 */
final class RequestRules {

	/**
	 * The body of an answer with {@link HttpStatus#UNSUPPORTED_MEDIA_TYPE}.
	 */
	static final byte[] JSON_WANTED = """
			{"error":"Send Content-Type: application/json. It can be omitted only without a body and without an Origin header."}"""
		.getBytes(StandardCharsets.UTF_8);

	private static final MediaType SUFFIXED_JSON = new MediaType("application", "*+json");

	private RequestRules() {
	}

	/**
	 * Return the status of a request that goes no further.
	 * @return the status, {@code null} for a request that may go on
	 */
	static @Nullable HttpStatus refuse(String method, String path, HttpHeaders headers) {
		if (path.endsWith("/") || path.contains("//")) {
			return HttpStatus.NOT_FOUND;
		}
		if (HttpMethod.POST.matches(method) && !isJson(headers) && !isBare(headers)) {
			return HttpStatus.UNSUPPORTED_MEDIA_TYPE;
		}
		return null;
	}

	private static boolean isJson(HttpHeaders headers) {
		try {
			MediaType type = headers.getContentType();
			return type != null && (MediaType.APPLICATION_JSON.includes(type) || SUFFIXED_JSON.includes(type));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static boolean isBare(HttpHeaders headers) {
		return headers.getFirst(HttpHeaders.CONTENT_TYPE) == null && headers.getFirst(HttpHeaders.ORIGIN) == null
				&& headers.getFirst(HttpHeaders.TRANSFER_ENCODING) == null && headers.getContentLength() <= 0;
	}

}
