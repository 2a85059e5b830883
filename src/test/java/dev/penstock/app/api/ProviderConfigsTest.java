package dev.penstock.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Credential;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.Canary;
import dev.penstock.testkit.CanaryScanner;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Provider keys stored through the API, as calls meet them. */
class ProviderConfigsTest {
    private static final String CONFIGS = "/accounts/default/ai-gateway/gateways/default/provider_configs";
    private static final String ANSWER = "{\"model\":\"gpt-4o\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,"
            + "\"completion_tokens\":1,\"total_tokens\":2}}";

    private final Canary key = Canary.key("stored", "sk-");
    private final Canary second = Canary.key("second", "sk-");
    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");
    private final ApiClient admin = ApiClient.of(gateway);

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_stored_key_reaches_its_provider_and_no_answer_and_no_file() throws IOException {
        ApiClient.Reply made = store("default", key);

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text()).doesNotContain(key.value());
        assertThat(sentBy(call(""))).isEqualTo("Bearer " + key.value());
        assertThat(gateway.onlyRow().credential()).isEqualTo(Credential.STORED);
        assertThat(admin.get(CONFIGS).text()).doesNotContain(key.value()).contains("\"alias\":\"default\"");
        CanaryScanner scanner = CanaryScanner.of(key);
        assertThat(scanner.scan(gateway.data())).isEmpty();
    }

    @Test
    void an_alias_chooses_among_keys_and_one_that_does_not_exist_is_refused() {
        store("default", key);
        store("second", second);

        assertThat(sentBy(call("second"))).isEqualTo("Bearer " + second.value());
        RawResponse refused = call("third");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("third").doesNotContain(key.value());
    }

    @Test
    void a_replaced_key_is_the_one_that_is_sent_and_a_deleted_one_is_sent_no_more() {
        String id = store("default", key).result().get("id").asString();

        assertThat(admin.put(CONFIGS + "/" + id, "{\"secret\":\"" + second.value() + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(sentBy(call(""))).isEqualTo("Bearer " + second.value());

        assertThat(admin.delete(CONFIGS + "/" + id).status()).isEqualTo(200);
        call("");
        assertThat(last().header("authorization")).isEmpty();
    }

    @Test
    void what_is_wrong_with_a_key_is_told_without_the_key() {
        ApiClient.Reply unknown = admin.post(
                CONFIGS,
                "{\"provider_slug\":\"nobody\",\"alias\":\"a b\",\"default_config\":\"yes\",\"secret\":\"" + key.value()
                        + "\"}");

        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text())
                .contains("[\"body\",\"alias\"]", "[\"body\",\"default_config\"]", "[\"body\",\"provider_slug\"]")
                .doesNotContain(key.value());
        store("default", key);
        assertThat(store("default", key).status()).isEqualTo(409);
    }

    @Test
    void keys_belong_to_their_gateway_and_their_account() {
        String id = store("default", key).result().get("id").asString();
        admin.post("/accounts", "{\"name\":\"acme\"}");

        ApiClient.Reply foreign = admin.get(CONFIGS.replace("accounts/default", "accounts/acme") + "/" + id);
        ApiClient.Reply absent = admin.get(CONFIGS + "/0123");

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.text()).isEqualTo(absent.text());
    }

    private ApiClient.Reply store(String alias, Canary secret) {
        return admin.post(
                CONFIGS,
                "{\"provider_slug\":\"openai\",\"alias\":\"" + alias + "\",\"default_config\":"
                        + alias.equals("default") + ",\"secret\":\"" + secret.value() + "\"}");
    }

    /** @param alias empty for none */
    private RawResponse call(String alias) {
        fake.enqueue(Script.json(200, ANSWER));
        RawRequest request = RawRequest.post("/v1/default/default/openai/chat/completions")
                .json("{\"model\":\"gpt-4o\",\"messages\":[]}");
        return RawClient.exchange(
                gateway.port(), alias.isEmpty() ? request : request.header("cf-aig-byok-alias", alias));
    }

    private String sentBy(RawResponse response) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return last().header("authorization").orElse("nothing");
    }

    private ReceivedRequest last() {
        return fake.requests().getLast();
    }
}
