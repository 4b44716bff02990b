package io.github.poolstarter.tracking.busy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A plain socket that keeps the time spent inside its reads and writes. A driver sends a
 * request and at once waits for the answer, so this is the time in which the database and
 * the network were at work, and not the application. A TLS socket on top of this one
 * reads and writes through it.
 * <p>
 * A read that ends in a time-out was no work if nothing had been sent since the last
 * read, as when a driver looks for notifications; after a request it was the answer that
 * took too long.
 * <p>
 * As safe for use by several threads as {@link Socket} and {@link BusyTime} are.
 */
final class MeteredSocket extends Socket {

	private final BusyTime busy;

	private boolean answerDue;

	MeteredSocket(BusyTime busy) {
		this.busy = busy;
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return new MeteredInput(super.getInputStream());
	}

	@Override
	public OutputStream getOutputStream() throws IOException {
		return new MeteredOutput(super.getOutputStream());
	}

	/**
	 * The socket's input. Whatever else an input stream can do comes to these.
	 */
	private final class MeteredInput extends InputStream {

		private final InputStream in;

		MeteredInput(InputStream in) {
			this.in = in;
		}

		@Override
		public int read() throws IOException {
			byte[] buffer = new byte[1];
			return (read(buffer, 0, 1) > 0) ? Byte.toUnsignedInt(buffer[0]) : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			MeteredSocket socket = MeteredSocket.this;
			boolean outermost = socket.busy.begin();
			try {
				int count = this.in.read(buffer, offset, length);
				socket.answerDue = false;
				return count;
			}
			catch (SocketTimeoutException ex) {
				if (outermost && !socket.answerDue) {
					socket.busy.abandon();
				}
				throw ex;
			}
			finally {
				if (outermost) {
					socket.busy.end();
				}
			}
		}

		@Override
		public int available() throws IOException {
			return this.in.available();
		}

		@Override
		public void close() throws IOException {
			this.in.close();
		}

	}

	/**
	 * The socket's output.
	 */
	private final class MeteredOutput extends OutputStream {

		private final OutputStream out;

		MeteredOutput(OutputStream out) {
			this.out = out;
		}

		@Override
		public void write(int value) throws IOException {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] buffer, int offset, int length) throws IOException {
			MeteredSocket socket = MeteredSocket.this;
			boolean outermost = socket.busy.begin();
			try {
				socket.answerDue = true;
				this.out.write(buffer, offset, length);
			}
			finally {
				if (outermost) {
					socket.busy.end();
				}
			}
		}

		@Override
		public void close() throws IOException {
			this.out.close();
		}

	}

}
