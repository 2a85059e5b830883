package dev.penstock.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate nobody trusts, made by the JDK's own keytool, for upstreams that speak TLS. */
public final class TestTls {
    private static final String PASSWORD = "testkit";

    private TestTls() {}

    /**
     * The server's side, self-signed.
     *
     * @param name the host the certificate is for, such as localhost; a wrong one makes it a wrong-host certificate
     * @param daysValid from today; negative for one that has expired
     * @param folder a folder for the key store, such as a {@code @TempDir}
     */
    public static SSLContext selfSigned(String name, int daysValid, Path folder) {
        Path store = folder.resolve("upstream-" + name + daysValid + ".p12");
        try {
            keytool(name, daysValid, store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException("Cannot make a certificate", failed);
        }
    }

    /** The certificate's PEM text, for a client that is to trust it. */
    public static String pem(String name, int daysValid, Path folder) {
        Path store = folder.resolve("upstream-" + name + daysValid + ".p12");
        try {
            return run(
                    "-exportcert", "-rfc", "-alias", "upstream", "-keystore", store.toString(), "-storepass", PASSWORD);
        } catch (IOException failed) {
            throw new IllegalStateException("Cannot read the certificate", failed);
        }
    }

    private static void keytool(String name, int daysValid, Path store) throws IOException {
        // Backdated where it must have expired, and by an hour where clocks differ.
        String start = daysValid < 1 ? (daysValid - 1) + "d" : "-1H";
        run(
                "-genkeypair",
                "-alias",
                "upstream",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name + (name.equals("localhost") ? ",ip:127.0.0.1" : ""),
                "-startdate",
                start,
                "-validity",
                String.valueOf(Math.max(1, daysValid)),
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
    }

    private static String run(String... arguments) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String[] command = new String[arguments.length + 1];
        command[0] = keytool.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = Bytes.text(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return output;
    }
}
