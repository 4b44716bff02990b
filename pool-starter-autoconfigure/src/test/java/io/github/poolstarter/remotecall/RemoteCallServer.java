package io.github.poolstarter.remotecall;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server to make remote calls to. The second half of the answer of {@link #HALF} comes
 * when {@link #open()} is called.
 */
final class RemoteCallServer implements AutoCloseable {

	static final String MENU = "/menu";

	static final String HALF = "/half";

	static final String UPLOAD = "/upload";

	static final String MOVED = "/moved";

	static final String ERROR = "/error";

	static final String BROKEN = "/broken";

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final CountDownLatch uploading = new CountDownLatch(1);

	private final HttpServer server;

	private volatile long arrivalNanos;

	RemoteCallServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.arrivalNanos = System.nanoTime();
		this.requests.incrementAndGet();
		try (exchange) {
			switch (exchange.getRequestURI().getPath()) {
				case MENU -> answer(exchange, 200, "a menu");
				case HALF -> answerInHalves(exchange);
				case UPLOAD -> answer(exchange, 200, String.valueOf(receive(exchange.getRequestBody())));
				case MOVED -> {
					exchange.getResponseHeaders().add("Location", MENU);
					answer(exchange, 302, "");
				}
				case ERROR -> answer(exchange, 500, "out of ideas");
				default -> {
					// No answer
				}
			}
		}
	}

	private void answerInHalves(HttpExchange exchange) throws IOException {
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write("a ".getBytes());
		exchange.getResponseBody().flush();
		await(this.gate);
		exchange.getResponseBody().write("menu".getBytes());
	}

	private int receive(InputStream body) throws IOException {
		int first = body.read();
		this.uploading.countDown();
		return (first >= 0) ? 1 + body.readAllBytes().length : 0;
	}

	private static void answer(HttpExchange exchange, int status, String text) throws IOException {
		byte[] body = text.getBytes();
		exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
	}

	String url(String path) {
		return "http://localhost:" + this.server.getAddress().getPort() + path;
	}

	void open() {
		this.gate.countDown();
	}

	/**
	 * Wait until the first byte of an upload has arrived.
	 */
	void awaitUpload() {
		await(this.uploading);
	}

	int requests() {
		return this.requests.get();
	}

	long arrivalNanos() {
		return this.arrivalNanos;
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Waited for too long");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		open();
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
