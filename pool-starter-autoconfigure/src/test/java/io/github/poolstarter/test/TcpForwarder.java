package io.github.poolstarter.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a pool and its server, and can cut the line: connections that are open
 * are closed, and new ones end at once, until it is joined again. It can be frozen, too:
 * everybody is let in, and nothing comes through.
 */
public final class TcpForwarder implements AutoCloseable {

	private static final String JDBC = "jdbc:";

	private static final int BUFFER_SIZE = 8192;

	private final URI target;

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	private boolean frozen;

	private TcpForwarder(URI target) throws IOException {
		this.target = target;
		this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	/**
	 * Create a forwarder to a server.
	 * @param url the JDBC URL of a database of that server
	 * @return the forwarder, to be closed
	 */
	public static TcpForwarder to(String url) {
		try {
			return new TcpForwarder(URI.create(url.substring(JDBC.length())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The JDBC URL of the same database by way of this forwarder.
	 * @return the URL
	 */
	public String url() {
		String authority = "//" + this.target.getAuthority() + "/";
		return (JDBC + this.target).replace(authority, "//localhost:" + this.listener.getLocalPort() + "/");
	}

	/**
	 * Cut the line.
	 */
	public void cut() {
		this.cut = true;
		this.sockets.forEach(this::close);
	}

	/**
	 * Let connections through again.
	 */
	public void join() {
		this.cut = false;
	}

	/**
	 * Let nothing through, and close nothing.
	 */
	public synchronized void freeze() {
		this.frozen = true;
	}

	/**
	 * Let through what has come since, and what comes.
	 */
	public synchronized void thaw() {
		this.frozen = false;
		notifyAll();
	}

	private synchronized void awaitThaw() throws InterruptedException {
		while (this.frozen) {
			wait();
		}
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				this.sockets.add(client);
				if (this.cut) {
					close(client);
				}
				else {
					Socket server = new Socket(this.target.getHost(), this.target.getPort());
					this.sockets.add(server);
					start(() -> copy(client, server));
					start(() -> copy(server, client));
				}
			}
			catch (IOException ex) {
				// The listener was closed, or the server is gone: the client finds out
			}
		}
	}

	private void copy(Socket from, Socket to) {
		try (InputStream in = from.getInputStream()) {
			byte[] buffer = new byte[BUFFER_SIZE];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				awaitThaw();
				to.getOutputStream().write(buffer, 0, length);
			}
		}
		catch (IOException | InterruptedException ex) {
			// One side has closed its end
		}
		close(from);
		close(to);
	}

	private void close(Socket socket) {
		this.sockets.remove(socket);
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "tcp-forwarder");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		cut();
		thaw();
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
