package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Await;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tokens made through the API, from their first showing to their end. */
class TokensTest {
    private static final FakeProvider FAKE = FakeProvider.start();
    private static final String YAML = "gateways:\n  - id: locked\n    authentication: true\n"
            + "  - id: other\n    authentication: true\nproviders:\n  openai:\n    base_url: " + FAKE.origin()
            + "/v1\n";
    private static final String DECLARED = "0123456789abcdef";
    private static final RunningGateway GATEWAY = RunningGateway.of(YAML
            + "tokens:\n  - {id: \"fedcba9876543210\", sha256: \"" + "ab".repeat(32) + "\", name: ci}\n"
            + "management_tokens:\n  - {id: \"" + DECLARED + "\", sha256: \"" + "cd".repeat(32)
            + "\", role: viewer, account: default}\n");
    private static final ApiClient ADMIN = ApiClient.of(GATEWAY);
    private static final String PATH = "/accounts/default/tokens";

    @AfterAll
    static void close() {
        GATEWAY.close();
        FAKE.close();
    }

    @Test
    void a_token_for_calls_opens_its_gateway_at_once_and_no_other() {
        JsonNode made = run(",\"gateways\":[\"locked\"]");
        String value = made.get("value").asString();

        assertThat(value).matches("pst_" + made.get("id").asString() + "_[A-Za-z0-9_-]{43}");
        assertThat(call(GATEWAY, "default/locked", value)).isEqualTo(200);
        assertThat(call(GATEWAY, "default/other", value)).isEqualTo(401);
        assertThat(ADMIN.as(value).get("/user/tokens/verify").status()).isEqualTo(401);
    }

    @Test
    void a_token_is_shown_once_and_never_again() throws Exception {
        JsonNode made = run("");
        String value = made.get("value").asString();
        CanaryScanner scanner = CanaryScanner.of(new Canary("token", value, value.substring(21)));

        String id = made.get("id").asString();
        for (String path : List.of(PATH, PATH + "/" + id, "/accounts/default/audit_logs", "/audit_logs", "/tokens")) {
            assertThat(scanner.scan(path, ADMIN.get(path).text())).isEmpty();
        }
        assertThat(scanner.scan(GATEWAY.data())).isEmpty();
        assertThat(ADMIN.get(PATH + "/" + id).result().has("value")).isFalse();
    }

    @Test
    void a_rotated_token_has_two_secrets_until_the_overlap_ends_and_never_three() {
        JsonNode made = run("");
        String id = made.get("id").asString();
        String first = made.get("value").asString();

        String second = ADMIN.post(PATH + "/" + id + "/rotate", "{\"overlap_seconds\":600}")
                .result()
                .get("value")
                .asString();

        assertThat(second).startsWith("pst_" + id).isNotEqualTo(first);
        assertThat(call(GATEWAY, "default/locked", first)).isEqualTo(200);
        assertThat(call(GATEWAY, "default/locked", second)).isEqualTo(200);
        assertThat(ADMIN.post(PATH + "/" + id + "/rotate", "{\"overlap_seconds\":600}")
                        .status())
                .isEqualTo(409);
        String third = ADMIN.post(PATH + "/" + id + "/rotate", "{\"overlap_seconds\":0}")
                .result()
                .get("value")
                .asString();
        assertThat(call(GATEWAY, "default/locked", first)).isEqualTo(401);
        assertThat(call(GATEWAY, "default/locked", second)).isEqualTo(401);
        assertThat(call(GATEWAY, "default/locked", third)).isEqualTo(200);
    }

    @Test
    void a_revoked_token_is_nobody_at_once() {
        JsonNode made = run("");
        String id = made.get("id").asString();
        assertThat(call(GATEWAY, "default/locked", made.get("value").asString()))
                .isEqualTo(200);
        assertThat(ADMIN.get(PATH + "/" + id).result().get("last_used_on").isNull())
                .isFalse();

        assertThat(ADMIN.delete(PATH + "/" + id).result().get("id").asString()).isEqualTo(id);

        assertThat(call(GATEWAY, "default/locked", made.get("value").asString()))
                .isEqualTo(401);
        assertThat(ADMIN.get(PATH + "/" + id).status()).isEqualTo(404);
        assertThat(ADMIN.delete(PATH + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void a_token_ends_when_it_was_told_to() {
        JsonNode made = run(",\"expires_at\":\"" + Instant.now().plusSeconds(2) + "\"");
        String id = made.get("id").asString();

        Await.until(
                "the end of the token",
                Duration.ofSeconds(20),
                () -> call(GATEWAY, "default/locked", made.get("value").asString()) == 401);

        assertThat(ADMIN.get(PATH + "/" + id).result().get("status").asString()).isEqualTo("expired");
        assertThat(ADMIN.patch(PATH + "/" + id, "{\"expires_at\":null}").status())
                .isEqualTo(409);
    }

    @Test
    void a_token_of_one_account_is_nothing_in_another() {
        ADMIN.post("/accounts", "{\"name\":\"acme\"}");
        JsonNode theirs = ADMIN.post("/accounts/acme/tokens", "{\"name\":\"t\",\"type\":\"run\"}")
                .result();
        JsonNode ours = run("");

        assertThat(call(GATEWAY, "acme/default", theirs.get("value").asString()))
                .isEqualTo(200);
        assertThat(call(GATEWAY, "default/locked", theirs.get("value").asString()))
                .isEqualTo(401);
        assertThat(call(GATEWAY, "acme/default", ours.get("value").asString())).isEqualTo(401);
        assertThat(ADMIN.get(PATH + "/" + theirs.get("id").asString()).status()).isEqualTo(404);
        assertThat(ADMIN.delete("/accounts/acme/tokens/" + ours.get("id").asString())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_token_makes_none_that_can_do_more_than_itself() {
        String account = management("admin", "");
        assertThat(ADMIN.as(account).get("/tokens").status()).isEqualTo(403);
        assertThat(ADMIN.as(account)
                        .post("/tokens", "{\"name\":\"x\",\"type\":\"management\",\"role\":\"admin\"}")
                        .status())
                .isEqualTo(403);
        assertThat(ADMIN.as(management("member", ""))
                        .post(PATH, "{\"name\":\"x\",\"type\":\"run\"}")
                        .status())
                .isEqualTo(403);

        ApiClient ofGateway = ADMIN.as(management("admin", ",\"gateways\":[\"locked\"]"));
        for (String gateways : List.of("", ",\"gateways\":[\"other\"]", ",\"gateways\":[\"locked\",\"other\"]")) {
            assertThat(ofGateway
                            .post(PATH, "{\"name\":\"x\",\"type\":\"run\"" + gateways + "}")
                            .status())
                    .isIn(400, 403);
        }
        String own = ofGateway
                .post(PATH, "{\"name\":\"x\",\"type\":\"run\",\"gateways\":[\"locked\"]}")
                .result()
                .get("id")
                .asString();
        assertThat(ofGateway.delete(PATH + "/" + run("").get("id").asString()).status())
                .as("a token of the whole account")
                .isEqualTo(404);
        assertThat(ofGateway.delete(PATH + "/" + own).status()).isEqualTo(200);
    }

    @Test
    void declared_tokens_are_listed_and_changed_only_in_the_file() {
        JsonNode all = ADMIN.get(PATH).result();
        assertThat(all.valueStream().filter(token -> token.get("declared").asBoolean()))
                .extracting(token -> token.get("id").asString())
                .containsExactly(DECLARED, "fedcba9876543210");

        assertThat(ADMIN.delete(PATH + "/" + DECLARED).status()).isEqualTo(409);
        assertThat(ADMIN.patch(PATH + "/" + DECLARED, "{\"name\":\"x\"}").status())
                .isEqualTo(409);
        assertThat(ADMIN.post(PATH + "/" + DECLARED + "/rotate", "{}").status()).isEqualTo(409);
    }

    @Test
    void a_script_can_ask_whether_its_token_is_good() {
        String token = management("viewer", "");

        JsonNode said = ADMIN.as(token).get("/user/tokens/verify").result();

        assertThat(said.get("status").asString()).isEqualTo("active");
        assertThat(token).contains(said.get("id").asString());
        assertThat(ADMIN.as(token).get(PATH + "/verify").result()).isEqualTo(said);
        assertThat(ADMIN.as(token).get("/accounts/acme2/tokens/verify").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"type\":\"root\"}",
                "{\"name\":\"\",\"type\":\"run\"}",
                "{\"name\":\"a\\nb\",\"type\":\"run\"}",
                "{\"name\":7,\"type\":\"run\"}",
                "{\"name\":\"x\",\"type\":\"run\",\"role\":\"admin\"}",
                "{\"name\":\"x\",\"type\":\"management\"}",
                "{\"name\":\"x\",\"type\":\"management\",\"role\":\"root\"}",
                "{\"name\":\"x\",\"type\":\"management\",\"role\":\"admin\",\"gateways\":[\"locked\",\"other\"]}",
                "{\"name\":\"x\",\"type\":\"run\",\"gateways\":[]}",
                "{\"name\":\"x\",\"type\":\"run\",\"gateways\":\"locked\"}",
                "{\"name\":\"x\",\"type\":\"run\",\"gateways\":[\"nope\"]}",
                "{\"name\":\"x\",\"type\":\"run\",\"gateways\":[7]}",
                "{\"name\":\"x\",\"type\":\"run\",\"expires_at\":\"2020-01-01\"}",
                "{\"name\":\"x\",\"type\":\"run\",\"expires_at\":\"soon\"}",
                "{\"name\":\"x\",\"type\":\"run\",\"expires_at\":\"9999-01-01\"}",
                "{\"name\":\"x\",\"type\":\"run\",\"expires_on\":\"2030-01-01\"}"
            })
    void what_is_no_token_is_not_made(String body) {
        int before = ADMIN.get("/audit_logs")
                .json()
                .get("result_info")
                .get("total_count")
                .asInt();

        assertThat(ADMIN.post(PATH, body).status()).isEqualTo(400);

        assertThat(ADMIN.get("/audit_logs")
                        .json()
                        .get("result_info")
                        .get("total_count")
                        .asInt())
                .isEqualTo(before);
    }

    @Test
    void the_last_lasting_administrator_stays() {
        try (RunningGateway gateway = RunningGateway.of(YAML)) {
            ApiClient admin = ApiClient.of(gateway);
            String id = admin.get("/user/tokens/verify").result().get("id").asString();
            String soon = "{\"expires_at\":\"" + Instant.now().plusSeconds(3600) + "\"}";

            assertThat(admin.delete("/tokens/" + id).status()).isEqualTo(409);
            assertThat(admin.patch("/tokens/" + id, soon).status()).isEqualTo(409);
            admin.post("/tokens", "{\"name\":\"m\",\"type\":\"management\",\"role\":\"member\"}");
            assertThat(admin.delete("/tokens/" + id).status()).isEqualTo(409);

            String second = admin.post("/tokens", "{\"name\":\"b\",\"type\":\"management\",\"role\":\"admin\"}")
                    .result()
                    .get("value")
                    .asString();
            assertThat(admin.patch("/tokens/" + id, soon).status()).isEqualTo(200);
            assertThat(admin.delete("/tokens/" + id).status()).isEqualTo(200);
            assertThat(admin.get("/tokens").status()).isEqualTo(401);
            assertThat(admin.as(second).get("/tokens").status()).isEqualTo(200);
        }
    }

    @Test
    void tokens_survive_a_restart_and_no_second_administrator_is_offered() {
        RunningGateway first = RunningGateway.of(YAML);
        ApiClient admin = ApiClient.of(first);
        String value = admin.post(PATH, "{\"name\":\"t\",\"type\":\"run\"}")
                .result()
                .get("value")
                .asString();
        first.close();
        try (RunningGateway second = first.again()) {
            assertThat(call(second, "default/locked", value)).isEqualTo(200);
            assertThat(ApiClient.nobody(second).as(admin.token()).get("/tokens").status())
                    .isEqualTo(200);
            assertThat(second.penstock().setUpToken()).isEmpty();
        }
    }

    private static JsonNode run(String more) {
        return ADMIN.post(PATH, "{\"name\":\"t\",\"type\":\"run\"" + more + "}").result();
    }

    private static String management(String role, String more) {
        return ADMIN.post(PATH, "{\"name\":\"m\",\"type\":\"management\",\"role\":\"" + role + "\"" + more + "}")
                .result()
                .get("value")
                .asString();
    }

    private static int call(RunningGateway gateway, String scope, String token) {
        FAKE.otherwise(Script.json(200, "{}"));
        return RawClient.exchange(
                        gateway.port(),
                        RawRequest.post("/v1/" + scope + "/openai/chat/completions")
                                .header("cf-aig-authorization", "Bearer " + token)
                                .json("{\"messages\":[]}"))
                .status();
    }
}
