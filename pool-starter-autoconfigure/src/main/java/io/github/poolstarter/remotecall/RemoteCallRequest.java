package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A request that counts as a remote call from when it is sent until its response is
 * closed. Where the request that it stands for can stream its body, so can this one. Not
 * safe for use by several threads, as other requests.
 */
class RemoteCallRequest implements ClientHttpRequest {

	private final ClientHttpRequest delegate;

	private final RemoteCallGuard guard;

	private RemoteCallRequest(ClientHttpRequest delegate, RemoteCallGuard guard) {
		this.delegate = delegate;
		this.guard = guard;
	}

	/**
	 * Watch a request.
	 * @param request the request
	 * @param guard what checks and counts it
	 * @return the request to send
	 */
	static ClientHttpRequest watch(ClientHttpRequest request, RemoteCallGuard guard) {
		return (request instanceof StreamingHttpOutputMessage streaming) ? new Streaming(request, streaming, guard)
				: new RemoteCallRequest(request, guard);
	}

	/**
	 * Name the call that a request makes.
	 * @param request the request
	 * @return its method, and where it goes, without what may be a secret
	 */
	static String nameOf(HttpRequest request) {
		URI uri = request.getURI();
		return "%s %s://%s".formatted(request.getMethod(), uri.getScheme(), uri.getHost());
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		RemoteCall call = this.guard.begin(this, RemoteCallRequest::nameOf);
		if (call == RemoteCall.UNCOUNTED) {
			return this.delegate.execute();
		}
		try {
			return new Response(this.delegate.execute(), call);
		}
		catch (Throwable ex) {
			call.end();
			throw ex;
		}
	}

	@Override
	public HttpMethod getMethod() {
		return this.delegate.getMethod();
	}

	@Override
	public URI getURI() {
		return this.delegate.getURI();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.delegate.getAttributes();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.delegate.getHeaders();
	}

	@Override
	public OutputStream getBody() throws IOException {
		return this.delegate.getBody();
	}

	private static final class Streaming extends RemoteCallRequest implements StreamingHttpOutputMessage {

		private final StreamingHttpOutputMessage delegate;

		Streaming(ClientHttpRequest request, StreamingHttpOutputMessage delegate, RemoteCallGuard guard) {
			super(request, guard);
			this.delegate = delegate;
		}

		@Override
		public void setBody(Body body) {
			this.delegate.setBody(body);
		}

		@Override
		public void setBody(byte[] body) throws IOException {
			this.delegate.setBody(body);
		}

	}

	private record Response(ClientHttpResponse delegate, RemoteCall call) implements ClientHttpResponse {

		@Override
		public HttpStatusCode getStatusCode() throws IOException {
			return this.delegate.getStatusCode();
		}

		@Override
		public String getStatusText() throws IOException {
			return this.delegate.getStatusText();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.delegate.getHeaders();
		}

		@Override
		public InputStream getBody() throws IOException {
			return this.delegate.getBody();
		}

		@Override
		public void close() {
			try {
				this.delegate.close();
			}
			finally {
				this.call.end();
			}
		}

	}

}
