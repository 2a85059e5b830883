package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.RunningGateway;
import org.junit.jupiter.api.Test;

/** The first administrator, and accounts made while running. */
class AccountsTest {
    @Test
    void a_set_up_token_makes_the_first_administrator_once() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            String setUp = gateway.penstock().setUpToken().orElseThrow().reveal();
            ApiClient nobody = ApiClient.nobody(gateway);
            assertThat(nobody.get("/accounts").status()).isEqualTo(401);
            assertThat(nobody.as(setUp).get("/accounts").status()).isEqualTo(401);

            ApiClient first = ApiClient.of(gateway);

            assertThat(first.get("/accounts").result()).hasSize(1);
            assertThat(nobody.post("/set-up", "{\"token\":\"" + setUp + "\"}").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void an_account_can_be_made_and_removed_while_running() {
        try (RunningGateway gateway = RunningGateway.of("account: main\n")) {
            ApiClient admin = ApiClient.of(gateway);
            assertThat(admin.post("/accounts", "{\"name\":\"acme\"}").status()).isEqualTo(200);
            assertThat(admin.get("/accounts/acme").result().get("name").asString())
                    .isEqualTo("acme");
            assertThat(admin.post("/accounts", "{\"name\":\"acme\"}").status()).isEqualTo(409);
            assertThat(admin.delete("/accounts/main").status()).isEqualTo(409);
            assertThat(admin.delete("/accounts/acme").status()).isEqualTo(200);
            assertThat(admin.get("/accounts/acme").status()).isEqualTo(404);
        }
    }
}
