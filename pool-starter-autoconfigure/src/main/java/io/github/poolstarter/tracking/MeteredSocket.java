package io.github.poolstarter.tracking;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
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
 * read, as when a driver waits for notifications; after a request it was the answer that
 * took too long.
 * <p>
 * As safe for use by several threads as {@link Socket} and {@link BusyTime} are.
 */
final class MeteredSocket extends Socket {

	private final BusyTime busy;

	private boolean answerDue;

	/**
	 * Create a socket that is not connected.
	 * @param busy the time to keep
	 */
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

	private void end(boolean outermost) {
		if (outermost) {
			this.busy.end();
		}
	}

	private void timedOut(boolean outermost) {
		if (outermost && !this.answerDue) {
			this.busy.abandon();
		}
	}

	/**
	 * The socket's input. What is not overridden here does not block, or ends in what is.
	 */
	private final class MeteredInput extends FilterInputStream {

		MeteredInput(InputStream in) {
			super(in);
		}

		@Override
		public int read() throws IOException {
			boolean outermost = MeteredSocket.this.busy.begin();
			try {
				int value = super.read();
				MeteredSocket.this.answerDue = false;
				return value;
			}
			catch (SocketTimeoutException ex) {
				timedOut(outermost);
				throw ex;
			}
			finally {
				end(outermost);
			}
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			boolean outermost = MeteredSocket.this.busy.begin();
			try {
				int count = super.read(buffer, offset, length);
				MeteredSocket.this.answerDue = false;
				return count;
			}
			catch (SocketTimeoutException ex) {
				timedOut(outermost);
				throw ex;
			}
			finally {
				end(outermost);
			}
		}

		@Override
		public long skip(long count) throws IOException {
			boolean outermost = MeteredSocket.this.busy.begin();
			try {
				return super.skip(count);
			}
			finally {
				end(outermost);
			}
		}

	}

	/**
	 * The socket's output.
	 */
	private final class MeteredOutput extends FilterOutputStream {

		MeteredOutput(OutputStream out) {
			super(out);
		}

		@Override
		public void write(int value) throws IOException {
			boolean outermost = MeteredSocket.this.busy.begin();
			try {
				MeteredSocket.this.answerDue = true;
				this.out.write(value);
			}
			finally {
				end(outermost);
			}
		}

		@Override
		public void write(byte[] buffer, int offset, int length) throws IOException {
			boolean outermost = MeteredSocket.this.busy.begin();
			try {
				MeteredSocket.this.answerDue = true;
				this.out.write(buffer, offset, length);
			}
			finally {
				end(outermost);
			}
		}

	}

}
