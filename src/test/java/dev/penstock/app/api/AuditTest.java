package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The audit trail of a running gateway. */
class AuditTest {
    @Test
    void every_change_stands_there_once_with_what_was_and_what_is() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            admin.post("/accounts", "{\"name\":\"acme\"}").result();
            String token = admin.post("/accounts/acme/tokens", "{\"name\":\"t\",\"type\":\"run\"}")
                    .result()
                    .get("id")
                    .asString();
            admin.patch("/accounts/acme/tokens/" + token, "{\"name\":\"u\"}").result();
            admin.post("/accounts/acme/tokens/" + token + "/rotate", "{}").result();
            admin.post("/accounts", "{\"name\":\"acme\"}");
            admin.get("/accounts");
            admin.delete("/accounts/acme/tokens/" + token).result();
            admin.delete("/accounts/acme").result();

            List<JsonNode> all = admin.get("/audit_logs?direction=asc")
                    .result()
                    .valueStream()
                    .filter(entry -> !entry.get("actor").get("id").asString().equals("gateway"))
                    .toList();

            assertThat(all)
                    .extracting(entry -> entry.get("action").get("type").asString())
                    .containsExactly(
                            "configuration file taken",
                            "token created",
                            "account created",
                            "token created",
                            "token changed",
                            "token rotated",
                            "token revoked",
                            "account deleted");
            JsonNode made = all.get(2);
            assertThat(made.get("newValueJson").get("name").asString()).isEqualTo("acme");
            assertThat(made.get("oldValueJson").isNull()).isTrue();
            assertThat(made.get("actor").get("name").asString()).isEqualTo("test");
            assertThat(all.getLast().get("oldValueJson").get("name").asString()).isEqualTo("acme");
            assertThat(made.get("resource").get("id").asString()).isEqualTo("acme");
        }
    }

    @Test
    void an_accounts_administrator_sees_its_own_part_only() {
        try (RunningGateway gateway = RunningGateway.of("")) {
            ApiClient admin = ApiClient.of(gateway);
            String theirs = admin.post(
                            "/accounts/default/tokens", "{\"name\":\"t\",\"type\":\"management\",\"role\":\"admin\"}")
                    .result()
                    .get("value")
                    .asString();
            admin.post("/accounts", "{\"name\":\"acme\"}").result();

            JsonNode own = admin.as(theirs).get("/accounts/default/audit_logs").result();
            assertThat(own)
                    .extracting(entry -> entry.get("action").get("type").asString())
                    .containsExactly("token created", "configuration file taken");
            assertThat(own)
                    .allSatisfy(entry ->
                            assertThat(entry.get("owner").get("id").asString()).isEqualTo("default"));
            assertThat(admin.as(theirs).get("/audit_logs").status()).isEqualTo(403);
            assertThat(admin.as(theirs).get("/accounts/acme/audit_logs").status())
                    .isEqualTo(404);
            assertThat(admin.get("/audit_logs?page=1&per_page=2").result()).hasSize(2);
            assertThat(admin.get("/audit_logs?since=tomorrow").status()).isEqualTo(400);
            assertThat(admin.get("/audit_logs?since=2099-01-01").result()).isEmpty();
        }
    }

    @Test
    void without_a_trail_nothing_changes_and_calls_go_on() throws IOException {
        try (FakeProvider fake = FakeProvider.start();
                RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1")) {
            ApiClient admin = ApiClient.of(gateway);
            assertThat(metrics(gateway)).contains("penstock_audit_unwritable 0.0");
            Files.delete(gateway.data().resolve("audit").resolve("audit.log"));

            ApiClient.Reply refused = admin.post("/accounts", "{\"name\":\"acme\"}");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("The audit trail cannot be written");
            assertThat(admin.get("/accounts/acme").status()).isEqualTo(404);
            assertThat(admin.get("/accounts").status()).isEqualTo(200);
            assertThat(metrics(gateway)).contains("penstock_audit_unwritable 1.0");
            fake.otherwise(Script.json(200, "{}"));
            assertThat(RawClient.exchange(
                                    gateway.port(),
                                    RawRequest.post("/v1/default/default/openai/chat/completions")
                                            .json("{}"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_trail_that_was_cut_while_nobody_looked_refuses_changes_until_it_is_begun_anew() throws IOException {
        RunningGateway first = RunningGateway.of("");
        ApiClient admin = ApiClient.of(first);
        admin.post("/accounts", "{\"name\":\"acme\"}").result();
        Path trail = first.data().resolve("audit").resolve("audit.log");
        first.close();
        List<String> lines = Files.readAllLines(trail);
        Files.write(trail, lines.subList(0, lines.size() - 1));

        try (RunningGateway second = first.again()) {
            ApiClient again = ApiClient.nobody(second).as(admin.token());
            assertThat(again.get("/accounts/acme").status()).isEqualTo(200);
            assertThat(again.delete("/accounts/acme").status()).isEqualTo(503);
            assertThat(metrics(second)).contains("penstock_audit_unwritable 1.0");
        }
    }

    private static String metrics(RunningGateway gateway) {
        RawResponse response = RawClient.exchange(gateway.adminPort(), RawRequest.get("/metrics"));
        assertThat(response.status()).isEqualTo(200);
        return response.text();
    }
}
