package dev.penstock.app.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Secret;
import dev.penstock.provider.Providers;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service account's key goes nowhere: it signs for a token, bought once and used until it ends. */
class VertexTest {
    private static final String PATH =
            "google-vertex-ai/v1/projects/p/locations/us-central1/publishers/google/models/g:generateContent";
    private static final KeyPair PAIR = pair();

    private final FakeProvider google = FakeProvider.start();
    private final FakeProvider tokens = FakeProvider.start();
    private final KeptKeys keys = new KeptKeys().put("google-vertex-ai", "default", account(""));
    private final RunningGateway gateway = RunningGateway.of(
            Gateways.yaml(google, List.of("google-vertex-ai"), "    auth_url: " + tokens.origin() + "/token\n"), keys);

    @AfterEach
    void close() {
        gateway.close();
        google.close();
        tokens.close();
    }

    @Test
    void a_service_account_buys_a_token_that_goes_where_the_key_would() throws Exception {
        google.otherwise(Script.json(200, "{}"));
        tokens.otherwise(token("ya29.first", 3600));

        RawResponse response = call();

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(google.awaitRequest().headers().all("authorization")).containsExactly("Bearer ya29.first");
        ReceivedRequest asked = tokens.awaitRequest();
        assertThat(asked.requestLine()).isEqualTo("POST /token HTTP/1.1");
        assertThat(asked.header("content-type")).contains("application/x-www-form-urlencoded");
        String form = URLDecoder.decode(asked.bodyText(), StandardCharsets.UTF_8);
        assertThat(form).startsWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
        String[] parts = form.substring(form.indexOf("assertion=") + 10).split("\\.", -1);
        JsonNode header = JsonMapper.shared().readTree(decoded(parts[0]));
        JsonNode claims = JsonMapper.shared().readTree(decoded(parts[1]));
        assertThat(header.path("alg").asString()).isEqualTo("RS256");
        assertThat(header.path("kid").asString()).isEqualTo("kid-1");
        assertThat(claims.path("iss").asString()).isEqualTo("robot@p.iam.gserviceaccount.com");
        assertThat(claims.path("aud").asString()).isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(claims.path("scope").asString()).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
        assertThat(verified(parts)).isTrue();
    }

    @Test
    void calls_at_the_same_time_wait_for_one_purchase_and_later_ones_use_it() {
        google.otherwise(Script.json(200, "{}"));
        tokens.otherwise(token("ya29.first", 3600).delayBefore(Duration.ofMillis(500)));
        try (Together together = new Together(gateway, 20)) {
            assertThat(together.statuses()).hasSize(20).containsOnly(200);
        }
        call();

        // One purchase for each event loop at most: loops share nothing.
        assertThat(tokens.requests()).hasSizeBetween(1, Runtime.getRuntime().availableProcessors());
        assertThat(google.requests()).hasSize(21);
    }

    @Test
    void a_token_about_to_end_is_bought_anew() {
        google.otherwise(Script.json(200, "{}"));
        tokens.otherwise(token("ya29.short", 59));

        call();
        call();

        assertThat(tokens.requests()).hasSize(2);
    }

    @Test
    void a_rotated_account_is_not_served_with_the_old_ones_token() {
        google.otherwise(Script.json(200, "{}"));
        tokens.otherwise(token("ya29.old", 3600));
        call();
        tokens.forget();
        tokens.otherwise(token("ya29.new", 3600));
        keys.put("google-vertex-ai", "default", account(""));

        call();

        assertThat(google.requests().getLast().header("authorization")).contains("Bearer ya29.new");
    }

    @ParameterizedTest
    @CsvSource({"400, invalid_grant", "500, ''", "302, ''", "200, ''"})
    void a_token_that_is_not_given_is_a_clear_error_without_a_secret(int status, String error) {
        tokens.otherwise(Script.json(status, "{\"error\":\"" + error + "\",\"error_description\":\"secret words\"}"));

        RawResponse response = call();

        assertThat(response.status()).isEqualTo(502);
        assertThat(Gateways.code(response)).isEqualTo(2005);
        assertThat(Gateways.message(response)).contains("token service", Integer.toString(status), error);
        assertThat(response.text()).doesNotContain("secret words");
        assertThat(google.requests()).isEmpty();
        assertThat(gateway.onlyRow().attempts().getFirst().failure()).isEqualTo("not_authorised");
    }

    @Test
    void a_failed_purchase_is_tried_again_by_the_next_call() {
        google.otherwise(Script.json(200, "{}"));
        tokens.enqueue(Script.json(500, "{}"));
        tokens.otherwise(token("ya29.second", 3600));

        assertThat(call().status()).isEqualTo(502);
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void a_client_that_leaves_while_a_token_is_bought_leaves_nothing_sent() {
        tokens.otherwise(token("ya29.late", 3600).delayBefore(Duration.ofMillis(700)));
        google.otherwise(Script.json(200, "{}"));
        try (RawClient leaving = RawClient.connect(gateway.port())) {
            leaving.send(Gateways.shown("locked", PATH).json("{}"));
            tokens.awaitRequest();
        }

        Await.value(
                "the token to be given",
                Duration.ofSeconds(10),
                () -> tokens.awaitRequest().isAnswered() ? Optional.of(true) : Optional.empty());
        assertThat(call().status()).isEqualTo(200);
        assertThat(google.requests()).hasSize(1);
    }

    @Test
    void a_slow_token_service_is_bounded_by_the_calls_own_deadline() {
        tokens.otherwise(Script.neverAnswer());

        RawResponse response = Gateways.exchange(
                gateway,
                Gateways.shown("locked", PATH)
                        .header("cf-aig-request-timeout", "300")
                        .json("{}"));

        assertThat(response.status()).isEqualTo(504);
    }

    @Test
    void only_googles_own_token_service_is_accepted_in_a_key() {
        var provider = Providers.load().find("google-vertex-ai").orElseThrow();

        assertThat(provider.keyProblem(new Secret(account("")))).isEmpty();
        assertThat(provider.keyProblem(new Secret(account(",\"token_uri\":\"https://oauth2.googleapis.com/token\""))))
                .isEmpty();
        assertThat(provider.keyProblem(new Secret(account(",\"token_uri\":\"https://evil.example/token\"")))
                        .orElse(""))
                .contains("token_uri");
        assertThat(provider.keyProblem(new Secret(account("").replace("MII", "XII"))))
                .isNotEmpty();
    }

    @Test
    void neither_key_nor_token_is_left_anywhere() throws Exception {
        Canary token = Canary.key("access token", "ya29.");
        Canary key = new Canary("private key", "", privateKey().substring(100, 140));
        google.otherwise(Script.json(200, "{}"));
        tokens.otherwise(token(token.value(), 3600));

        RawResponse response = call();
        gateway.onlyRow();

        CanaryScanner scanner = CanaryScanner.of(token, key);
        assertThat(scanner.scan("response", response.toString() + response.text()))
                .isEmpty();
        assertThat(scanner.scan(gateway.data())).isEmpty();
    }

    private RawResponse call() {
        return Gateways.exchange(gateway, Gateways.shown("locked", PATH).json("{}"));
    }

    /** Clients that ask at once, each on a thread of its own. */
    private record Together(RunningGateway gateway, int count) implements AutoCloseable {
        List<Integer> statuses() {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clients.add(RawClient.connect(gateway.port()));
                clients.getLast().send(Gateways.shown("locked", PATH).json("{}"));
            }
            List<Integer> statuses = new ArrayList<>();
            for (RawClient client : clients) {
                statuses.add(client.response().status());
                client.close();
            }
            return statuses;
        }

        @Override
        public void close() {}
    }

    private static Script token(String token, int seconds) {
        return Script.json(
                200, "{\"access_token\":\"" + token + "\",\"expires_in\":" + seconds + ",\"token_type\":\"Bearer\"}");
    }

    private static String account(String more) {
        String pem = "-----BEGIN PRIVATE KEY-----\\n" + privateKey() + "\\n-----END PRIVATE KEY-----\\n";
        return "{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"kid-1\",\"private_key\":\""
                + pem + "\",\"client_email\":\"robot@p.iam.gserviceaccount.com\",\"region\":\"us-central1\"" + more
                + "}";
    }

    private static String privateKey() {
        return Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded());
    }

    private static byte[] decoded(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private static boolean verified(String[] parts) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(PAIR.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
        return signature.verify(decoded(parts[2]));
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
