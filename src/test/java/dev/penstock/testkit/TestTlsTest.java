package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTlsTest {
    @Test
    void a_client_of_the_world_trusts_none_of_its_certificates(@TempDir Path folder) {
        try (FakeProvider provider =
                        FakeProvider.start(FakeProvider.Options.ANY.tls(TestTls.selfSigned("localhost", 10, folder)));
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(provider.origin())).build();
            assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void makes_certificates_that_are_valid_and_such_that_have_expired(@TempDir Path folder)
            throws CertificateException {
        TestTls.selfSigned("localhost", 10, folder);
        TestTls.selfSigned("localhost", -3, folder);
        certificate(TestTls.pem("localhost", 10, folder)).checkValidity();
        assertThatThrownBy(
                        () -> certificate(TestTls.pem("localhost", -3, folder)).checkValidity())
                .isInstanceOf(CertificateExpiredException.class);
    }

    private static X509Certificate certificate(String pem) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Bytes.of(pem)));
    }
}
