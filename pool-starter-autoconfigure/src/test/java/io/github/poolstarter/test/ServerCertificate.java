package io.github.poolstarter.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate for a server on this machine, made by the JDK's keytool.
 *
 * @param certificate the certificate, a PEM file
 * @param key its private key, a PEM file that only its owner may read
 */
public record ServerCertificate(Path certificate, Path key) {

	private static final String ALIAS = "server";

	private static final String PASSWORD = "changeit";

	/**
	 * Create a certificate.
	 * @param directory where its files are written
	 * @return the certificate
	 */
	public static ServerCertificate create(Path directory) {
		Path store = directory.resolve("server.p12");
		try {
			generate(store);
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store)) {
				keyStore.load(in, PASSWORD.toCharArray());
			}
			return new ServerCertificate(
					write(directory.resolve("server.crt"), "CERTIFICATE", keyStore.getCertificate(ALIAS).getEncoded()),
					write(directory.resolve("server.key"), "PRIVATE KEY",
							keyStore.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void generate(Path store) throws IOException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", ALIAS, "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				store.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		if (keytool.onExit().join().exitValue() != 0) {
			throw new IllegalStateException("keytool failed: " + output);
		}
	}

	private static Path write(Path file, String type, byte[] content) throws IOException {
		Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		return Files.write(file, List.of("-----BEGIN " + type + "-----",
				Base64.getMimeEncoder().encodeToString(content), "-----END " + type + "-----"));
	}

}
