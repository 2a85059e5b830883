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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What went stays gone: whoever takes the name of a gateway or an account later meets nothing of the former. */
class GoneTest {
    private static final String GATEWAY = """
            {"id":"team","authentication":true,"cache_invalidate_on_update":true,"cache_ttl":0,
             "collect_logs":true,"rate_limiting_interval":0,"rate_limiting_limit":0}""";
    private static final String ELEMENTS =
            "[{\"id\":\"s\",\"type\":\"start\",\"outputs\":{\"next\":{\"elementId\":\"e\"}}},"
                    + "{\"id\":\"e\",\"type\":\"end\",\"outputs\":{}}]";

    private final Canary key = Canary.key("stored key", "sk-");
    private final Canary prompt = Canary.key("prompt", "say ");
    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private final ApiClient admin = ApiClient.of(gateway);

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_gateway_made_again_meets_nothing_of_the_one_that_was_deleted() {
        String of = furnished("default");

        admin.delete(of).result();

        assertThat(call("default", tokenOf)).as("no gateway").isGreaterThanOrEqualTo(400);
        awaitNothingLeft();
        admin.post("/accounts/default/ai-gateway/gateways", GATEWAY).result();
        assertThat(call("default", tokenOf)).isEqualTo(401);
        assertThatAllIsEmpty(of);
    }

    @Test
    void an_account_made_again_meets_nothing_of_the_one_that_was_deleted() {
        admin.post("/accounts", "{\"name\":\"acme\"}").result();
        String of = furnished("acme");
        String owner = token("acme", "\"type\":\"management\",\"role\":\"admin\"");

        assertThat(admin.delete("/accounts/acme").status()).isEqualTo(409);
        admin.delete(of).result();
        admin.delete("/accounts/acme").result();

        assertThat(admin.as(owner).get("/accounts/acme").status()).isEqualTo(401);
        awaitNothingLeft();
        admin.post("/accounts", "{\"name\":\"acme\"}").result();
        assertThat(admin.as(owner).get("/accounts/acme").status()).isEqualTo(401);
        assertThat(call("acme", tokenOf)).isGreaterThanOrEqualTo(400);
        admin.post("/accounts/acme/ai-gateway/gateways", GATEWAY).result();
        assertThat(call("acme", tokenOf)).isEqualTo(401);
        assertThatAllIsEmpty(of);
        assertThat(admin.get("/accounts/acme/tokens").result()).isEmpty();
        String history = admin.get("/accounts/acme/ai-gateway/revisions").text()
                + admin.get("/accounts/acme/audit_logs").text();
        assertThat(history).contains("account created").doesNotContain("former");
        assertThat(admin.post("/accounts/acme/ai-gateway/revisions/3/rollback", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.get("/accounts/acme/ai-gateway/revisions/3/diff").status())
                .isEqualTo(404);
    }

    @Test
    void logs_of_an_accounts_own_default_gateway_go_with_the_account() {
        admin.post("/accounts", "{\"name\":\"acme\"}").result();
        admin.put("/accounts/acme/ai-gateway/gateways/default", GATEWAY.replace("\"id\":\"team\",", ""));
        String token = token("acme", "\"type\":\"run\"");
        fake.otherwise(Script.json(200, "{}"));
        RawRequest request = RawRequest.post("/v1/acme/default/openai/chat/completions")
                .header("cf-aig-authorization", "Bearer " + token)
                .json("{\"messages\":[{\"content\":\"" + prompt.value() + "\"}]}");
        RawClient.exchange(gateway.port(), request);
        gateway.onlyRow();

        admin.delete("/accounts/acme/ai-gateway/gateways/default");
        admin.delete("/accounts/acme").result();

        awaitNothingLeft();
    }

    @Test
    void a_rollback_brings_back_neither_tokens_nor_keys_and_takes_those_of_a_gateway_that_goes() {
        long before = gateway.penstock().revision();
        String of = furnished("default");
        long furnished = gateway.penstock().revision();
        admin.delete(of).result();

        admin.post("/accounts/default/ai-gateway/revisions/" + furnished + "/rollback", "{}")
                .result();
        assertThat(admin.get(of).result().get("id").asString()).isEqualTo("team");
        assertThat(admin.get(of + "/provider_configs").result()).isEmpty();
        assertThat(call("default", tokenOf)).isEqualTo(401);

        admin.delete(of).result();
        furnished("default");
        admin.post("/accounts/default/ai-gateway/revisions/" + before + "/rollback", "{}")
                .result();
        assertThat(admin.get(of).status()).isEqualTo(404);
        admin.post("/accounts/default/ai-gateway/revisions/" + furnished + "/rollback", "{}")
                .result();
        assertThat(call("default", tokenOf)).isEqualTo(401);
        assertThat(admin.get(of + "/provider_configs").result()).isEmpty();
        assertThat(admin.get(of + "/datasets").result()).isEmpty();
        awaitNothingLeft();
    }

    private String tokenOf = "";

    /** A gateway with one of everything below it and one logged call; where it is. */
    private String furnished(String account) {
        String of = "/accounts/" + account + "/ai-gateway/gateways/team";
        admin.post("/accounts/" + account + "/ai-gateway/gateways", GATEWAY).result();
        admin.post(
                        of + "/provider_configs",
                        "{\"provider_slug\":\"openai\",\"alias\":\"main\",\"default_config\":true,\"secret\":\""
                                + key.value() + "\"}")
                .result();
        admin.post(of + "/routes", "{\"name\":\"former\",\"elements\":" + ELEMENTS + "}")
                .result();
        admin.post(of + "/datasets", "{\"name\":\"former\",\"enable\":true,\"filters\":[]}")
                .result();
        admin.post(of + "/custom-domains", "{\"domain\":\"former.example.com\",\"zone_id\":\"z\"}")
                .result();
        tokenOf = token(account, "\"type\":\"run\",\"gateways\":[\"team\"]");
        assertThat(call(account, tokenOf)).isEqualTo(200);
        gateway.onlyRow();
        return of;
    }

    private String token(String account, String fields) {
        return admin.post("/accounts/" + account + "/tokens", "{\"name\":\"former\"," + fields + "}")
                .result()
                .get("value")
                .asString();
    }

    private int call(String account, String token) {
        fake.otherwise(Script.json(200, "{}"));
        RawRequest request = RawRequest.post("/v1/" + account + "/team/openai/chat/completions")
                .header("cf-aig-authorization", "Bearer " + token)
                .json("{\"messages\":[{\"content\":\"" + prompt.value() + "\"}]}");
        return RawClient.exchange(gateway.port(), request).status();
    }

    private void assertThatAllIsEmpty(String of) {
        for (String list : List.of("provider_configs", "datasets", "logs", "custom-domains", "evaluations")) {
            assertThat(admin.get(of + "/" + list).result()).as(list).isEmpty();
        }
        assertThat(admin.get(of + "/routes").json().at("/data/routes")).isEmpty();
    }

    /** No file has the prompt any more, once the store was tidied. */
    private void awaitNothingLeft() {
        CanaryScanner scanner = CanaryScanner.of(prompt, key);
        Await.until("no file holds the prompt or the key", Duration.ofSeconds(60), () -> {
            try {
                return scanner.scan(gateway.data()).isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
