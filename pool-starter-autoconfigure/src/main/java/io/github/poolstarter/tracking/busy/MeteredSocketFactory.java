package io.github.poolstarter.tracking.busy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of a JDBC driver, which creates one of these by name, as its
 * connection property {@code socketFactory} says. A socket made while a connection is
 * being opened {@linkplain #measuring for a BusyTime} keeps that time. All others are
 * plain, as those over which a driver sends a cancel.
 * <p>
 * The driver may open the connection on a thread of its own, made for the purpose:
 * PostgreSQL's does where there is a login timeout. Such a thread inherits what it needs.
 * A thread that lives on, like a driver's timer, has inherited too, but only an empty
 * reference, of a class of the JDK's.
 * <p>
 * Safe for use by several threads.
 */
public final class MeteredSocketFactory extends SocketFactory {

	private static final ThreadLocal<@Nullable AtomicReference<@Nullable BusyTime>> opening = new InheritableThreadLocal<>();

	/**
	 * Open a connection whose sockets keep a time. Whether it has any of this factory's
	 * is told by {@link BusyTime#isMeasuredAtSocket()} afterwards.
	 * @throws SQLException if it could not be opened
	 */
	public static Connection measuring(BusyTime busy, ConnectionOpener opener) throws SQLException {
		AtomicReference<@Nullable BusyTime> reference = new AtomicReference<>(busy);
		opening.set(reference);
		try {
			return opener.open();
		}
		finally {
			opening.remove();
			reference.set(null);
		}
	}

	@Override
	public Socket createSocket() {
		AtomicReference<@Nullable BusyTime> reference = opening.get();
		BusyTime busy = (reference != null) ? reference.get() : null;
		if (busy == null) {
			return new Socket();
		}
		busy.measuredAtSocket();
		return new MeteredSocket(busy);
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return connected(new InetSocketAddress(host, port), null);
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return connected(new InetSocketAddress(host, port), null);
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
	}

	@Override
	public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
		return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
	}

	private Socket connected(InetSocketAddress address, @Nullable InetSocketAddress local) throws IOException {
		Socket socket = createSocket();
		try {
			socket.bind(local);
			socket.connect(address);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Opens a connection.
	 */
	@FunctionalInterface
	public interface ConnectionOpener {

		/**
		 * Open the connection.
		 * @throws SQLException if it could not be opened
		 */
		Connection open() throws SQLException;

	}

}
