package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.identity.NewToken;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The management listener where others than this machine can reach it, and guesses at its tokens. */
class ExposedManagementTest {
    private static final NewToken VIEWER = NewToken.mintManagement(new Random(1)::nextBytes);
    private static final NewToken ADMIN = NewToken.mintManagement(new Random(2)::nextBytes);
    private static final String EXPOSED = "admin_host: 0.0.0.0\n";

    @Test
    void without_an_administrator_nothing_works_but_health() {
        try (RunningGateway gateway = RunningGateway.of(EXPOSED + declared(VIEWER, "viewer"))) {
            assertThat(gateway.penstock().setUpToken()).isEmpty();
            ApiClient nobody = ApiClient.nobody(gateway);
            for (ApiClient client :
                    new ApiClient[] {nobody, nobody.as(VIEWER.secret().reveal())}) {
                assertThat(client.get("/accounts").status()).isEqualTo(403);
                assertThat(client.get("/nothing").status()).isEqualTo(403);
                assertThat(client.post("/set-up", "{}").text()).contains("management_tokens", "set-up token");
            }
            assertThat(status(gateway, "/healthz", "")).isEqualTo(200);
            assertThat(status(gateway, "/readyz", "")).isEqualTo(200);
            assertThat(status(gateway, "/metrics", VIEWER.secret().reveal())).isEqualTo(401);
        }
    }

    @Test
    void with_a_declared_administrator_it_asks_everybody_for_a_token() {
        try (RunningGateway gateway = RunningGateway.of(EXPOSED + declared(VIEWER, "viewer") + item(ADMIN, "admin"))) {
            ApiClient nobody = ApiClient.nobody(gateway);
            assertThat(nobody.get("/accounts").status()).isEqualTo(401);
            assertThat(nobody.as(VIEWER.secret().reveal()).get("/accounts").status())
                    .isEqualTo(200);
            assertThat(nobody.as(VIEWER.secret().reveal())
                            .post("/accounts", "{\"name\":\"a\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(nobody.as(ADMIN.secret().reveal())
                            .post("/accounts", "{\"name\":\"a\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(status(gateway, "/metrics", "")).isEqualTo(401);
            assertThat(status(gateway, "/metrics", VIEWER.secret().reveal())).isEqualTo(200);
        }
    }

    @Test
    void unknown_tokens_are_slowed_down_malformed_ones_cost_nothing_and_good_ones_come_in() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            ApiClient unknown = admin.as("psm_0000000000000000_" + "A".repeat(43));
            for (int i = 0; i < 200; i++) {
                assertThat(admin.as("psm_" + i).get("/accounts").status()).isEqualTo(401);
            }
            int refused = 0;
            int slowed = 0;
            for (int i = 0; i < 150; i++) {
                switch (unknown.get("/accounts").status()) {
                    case 401 -> refused++;
                    case 429 -> slowed++;
                    default -> throw new AssertionError("neither refused nor slowed");
                }
            }
            assertThat(refused).isBetween(60, 100);
            assertThat(slowed).isGreaterThan(40);
            assertThat(admin.get("/accounts").status()).isEqualTo(200);
            var told = RawClient.exchange(
                    gateway.adminPort(), RawRequest.get("/client/v4/accounts").bearer(unknown.token()));
            assertThat(told.header("retry-after").isPresent()).isEqualTo(told.status() == 429);
        }
    }

    private static int status(RunningGateway gateway, String path, String token) {
        RawRequest request = RawRequest.get(path);
        return RawClient.exchange(gateway.adminPort(), token.isEmpty() ? request : request.bearer(token))
                .status();
    }

    private static String declared(NewToken token, String role) {
        return "management_tokens:\n" + item(token, role);
    }

    private static String item(NewToken token, String role) {
        return "  - {id: \"" + token.id() + "\", sha256: \"" + token.sha256() + "\", role: " + role + "}\n";
    }
}
