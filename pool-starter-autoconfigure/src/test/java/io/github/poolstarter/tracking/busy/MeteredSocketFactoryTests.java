package io.github.poolstarter.tracking.busy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Which sockets are measured, and what is measured there.
 */
class MeteredSocketFactoryTests {

	private static final Duration LONG = Duration.ofMillis(200);

	private final MeteredSocketFactory factory = new MeteredSocketFactory();

	private final BusyTime busy = new BusyTime();

	private ServerSocket listener;

	@BeforeEach
	void listen() throws IOException {
		this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.listener.close();
	}

	@Test
	void socketMadeWhileAConnectionIsOpenedIsMeasured() throws Exception {
		try (Socket socket = metered(); Socket server = connect(socket)) {
			socket.getOutputStream().write(7);
			assertThat(server.getInputStream().read()).isEqualTo(7);
			long sent = this.busy.nanos();
			assertThat(sent).isPositive();
			server.getOutputStream().write(new byte[] { -1, 2, 3, 4, 5 });
			InputStream in = socket.getInputStream();
			assertThat(in.read()).isEqualTo(255);
			assertThat(in.skip(1)).isOne();
			await().until(() -> in.available() == 3);
			assertThat(in.readNBytes(2)).containsExactly(3, 4);
			assertThat(in.read(new byte[10])).isOne();
			assertThat(this.busy.nanos()).isGreaterThan(sent);
			server.shutdownOutput();
			assertThat(in.read()).isEqualTo(-1);
			in.close();
			assertThat(socket.isClosed()).isTrue();
		}
		assertThat(this.busy.isMeasuredAtSocket()).isTrue();
	}

	@Test
	void allOtherSocketsArePlain() throws Exception {
		try (Socket before = this.factory.createSocket(); Socket metered = metered()) {
			assertThat(metered).isInstanceOf(MeteredSocket.class);
			assertThat(before).hasSameClassAs(new Socket());
			assertThat(this.factory.createSocket()).hasSameClassAs(before);
		}
	}

	@Test
	void factoryThatFailedToOpenAConnectionMakesPlainSocketsAgain() throws IOException {
		SQLException failure = new SQLException("no answer");
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> MeteredSocketFactory.measuring(this.busy, () -> {
			throw failure;
		})).isSameAs(failure);
		try (Socket socket = this.factory.createSocket()) {
			assertThat(socket).isNotInstanceOf(MeteredSocket.class);
		}
	}

	@Test
	void threadMadeForOpeningMeasuresAndIsOnlyOfUseForThat() throws Exception {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Socket meanwhile = whileOpening(
					() -> CompletableFuture.supplyAsync(this.factory::createSocket, thread).join());
			Socket afterwards = thread.submit(() -> this.factory.createSocket()).get();
			assertThat(meanwhile).isInstanceOf(MeteredSocket.class);
			assertThat(afterwards).isNotInstanceOf(MeteredSocket.class);
		}
		finally {
			thread.shutdown();
		}
	}

	@Test
	void connectedSocketsAreMadeToo() throws Exception {
		InetAddress host = this.listener.getInetAddress();
		int port = this.listener.getLocalPort();
		whileOpening(() -> {
			try (Socket byName = this.factory.createSocket("localhost", port);
					Socket byAddress = this.factory.createSocket(host, port);
					Socket byNameFrom = this.factory.createSocket("localhost", port, host, 0);
					Socket byAddressFrom = this.factory.createSocket(host, port, host, 0)) {
				assertThat(new Socket[] { byName, byAddress, byNameFrom, byAddressFrom })
					.hasOnlyElementsOfType(MeteredSocket.class)
					.allMatch(Socket::isConnected);
				return byName;
			}
		});
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(() -> this.factory.createSocket("no-such-host.invalid", port));
	}

	@Test
	void socketHasTheOptionsOfAPlainOne() throws Exception {
		try (Socket socket = metered(); Socket server = connect(socket)) {
			socket.setTcpNoDelay(true);
			socket.setKeepAlive(true);
			socket.setSoTimeout(1234);
			socket.setOption(StandardSocketOptions.SO_RCVBUF, 65536);
			assertThat(socket.getTcpNoDelay()).isTrue();
			assertThat(socket.getKeepAlive()).isTrue();
			assertThat(socket.getSoTimeout()).isEqualTo(1234);
			assertThat(socket.supportedOptions()).isEqualTo(server.supportedOptions());
			assertThat(socket.getChannel()).isNull();
		}
	}

	@Test
	void readInWhichNothingCameIsNoWork() throws Exception {
		try (Socket socket = metered(); Socket server = connect(socket)) {
			socket.getOutputStream().write(1);
			server.getOutputStream().write(2);
			socket.getInputStream().read();
			long before = this.busy.nanos();
			socket.setSoTimeout((int) LONG.toMillis());
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> socket.getInputStream().read(new byte[10]));
			assertThat(this.busy.nanos()).isEqualTo(before);
			assertThat(this.busy.nanosAt(System.nanoTime())).isEqualTo(before);
		}
	}

	@Test
	void answerThatTookTooLongIsWork() throws Exception {
		try (Socket socket = metered(); Socket server = connect(socket)) {
			socket.getOutputStream().write(1);
			socket.setSoTimeout((int) LONG.toMillis());
			long begun = System.nanoTime();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> socket.getInputStream().read(new byte[10]));
			assertThat(this.busy.nanos()).isBetween(LONG.minusMillis(50).toNanos(),
					System.nanoTime() - begun + TimeUnit.SECONDS.toNanos(1));
			assertThat(server.isClosed()).isFalse();
		}
	}

	@Test
	void readThatIsUnderWayIsSeenByOthers() throws Exception {
		try (Socket socket = metered(); Socket server = connect(socket)) {
			CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> read(socket));
			await().until(() -> this.busy.nanosAt(System.nanoTime()) > LONG.toNanos());
			assertThat(answer).isNotDone();
			assertThat(this.busy.nanos()).isZero();
			server.getOutputStream().write(9);
			assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(9);
			assertThat(this.busy.nanos()).isGreaterThan(LONG.toNanos());
		}
	}

	private static int read(Socket socket) {
		try {
			return socket.getInputStream().read();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Socket metered() throws SQLException {
		return whileOpening(this.factory::createSocket);
	}

	private Socket whileOpening(Callable<Socket> work) throws SQLException {
		AtomicReference<Socket> socket = new AtomicReference<>();
		MeteredSocketFactory.measuring(this.busy, () -> {
			try {
				socket.set(work.call());
			}
			catch (Exception ex) {
				throw new SQLException(ex);
			}
			return DriverManager.getConnection("jdbc:h2:mem:");
		}).close();
		return socket.get();
	}

	private Socket connect(Socket socket) throws IOException {
		socket.connect(this.listener.getLocalSocketAddress());
		return this.listener.accept();
	}

}
