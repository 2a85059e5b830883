package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.CustomProvider;
import dev.penstock.call.Headers;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomProviderTest {
    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"own-1\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";
    private static final String CHAT = "{\"model\":\"own-1\",\"stream\":false,\"messages\":[]}";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of("egress:\n  allow: [127.0.0.0/8]\ncustom_providers:\n"
            + item("own", "/v1", "    headers: {X-Team: research, X-Api-Version: \"7\"}\n")
            + item("bare", "", "")
            + item("off", "/v1", "    enable: false\n"));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private String item(String slug, String path, String more) {
        return "  - slug: " + slug + "\n    base_url: " + fake.origin() + path + "\n" + more;
    }

    @Test
    void a_call_goes_below_the_base_url_with_its_bytes_unchanged_and_is_metered() {
        fake.otherwise(Script.json(200, ANSWER));

        RawResponse response = call("custom-own/chat/completions", CHAT);

        assertThat(response.text()).isEqualTo(ANSWER);
        assertThat(fake.awaitRequest().target()).isEqualTo("/v1/chat/completions");
        assertThat(fake.awaitRequest().bodyText()).isEqualTo(CHAT);
        CallRow row = gateway.onlyRow();
        assertThat(row.provider()).isEqualTo("custom-own");
        assertThat(row.path()).isEqualTo("chat/completions");
        assertThat(row.usage().input()).isEqualTo(1000);
        assertThat(row.costNano()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "custom-own/v1/chat/completions?a=b, /v1/chat/completions?a=b",
        "custom-own/models, /v1/models",
        "custom-bare/v1/messages, /v1/messages",
        "custom-bare, /",
        "custom-own, /v1"
    })
    void paths_are_put_behind_the_base_url(String path, String target) {
        fake.otherwise(Script.json(200, "{}"));

        call(path, CHAT);

        assertThat(fake.awaitRequest().target()).isEqualTo(target);
    }

    @Test
    void a_stream_is_not_asked_for_its_usage_unless_the_client_does() {
        fake.otherwise(Script.sse(Events.chat("Hel", "lo").usage(9, 2).list()));
        String body = "{\"model\":\"own-1\",\"stream\":true,\"messages\":[]}";

        call("custom-own/chat/completions", body);

        assertThat(fake.awaitRequest().bodyText()).isEqualTo(body);
        assertThat(gateway.onlyRow().usage().output()).isEqualTo(2);
    }

    @Test
    void the_clients_credentials_pass_and_the_providers_own_headers_take_the_place_of_the_clients() {
        fake.otherwise(Script.json(200, ANSWER));

        RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/default/custom-own/chat/completions?key=k")
                        .bearer("sk-own")
                        .header("x-api-key", "own-1")
                        .header("api-key", "own-2")
                        .header("x-goog-api-key", "own-3")
                        .header("xi-api-key", "own-4")
                        .header("x-team", "forged")
                        .header("cf-aig-metadata", "{}")
                        .header("cookie", "a=b")
                        .json(CHAT));

        ReceivedRequest seen = fake.awaitRequest();
        assertThat(seen.header("authorization")).contains("Bearer sk-own");
        assertThat(seen.header("x-api-key")).contains("own-1");
        assertThat(seen.header("api-key")).contains("own-2");
        assertThat(seen.header("x-goog-api-key")).contains("own-3");
        assertThat(seen.header("xi-api-key")).contains("own-4");
        assertThat(seen.header("x-team")).contains("research");
        assertThat(seen.header("x-api-version")).contains("7");
        assertThat(seen.header("cf-aig-metadata")).isEmpty();
        assertThat(seen.header("cookie")).isEmpty();
    }

    @Test
    void a_step_of_the_universal_endpoint_may_name_one() {
        fake.enqueue(Script.json(500, "{}"), Script.json(200, ANSWER));

        RawResponse response = RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/default")
                        .json("[{\"provider\":\"custom-own\",\"endpoint\":\"chat/completions\",\"query\":{}},"
                                + "{\"provider\":\"custom-bare\",\"endpoint\":\"v1/chat/completions\",\"query\":{}}]"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(fake.requests()).extracting(ReceivedRequest::target).containsOnly("/v1/chat/completions");
        assertThat(gateway.onlyRow().provider()).isEqualTo("custom-bare");
    }

    @Test
    void another_accounts_a_disabled_and_an_unknown_one_are_the_same_invalid_provider() {
        gateway.penstock()
                .take(List.of(
                        new CustomProvider("other", "id-1", "theirs", "x", fake.origin(), true, Headers.EMPTY),
                        // Of the same account and slug as one of the file, which stays.
                        new CustomProvider("default", "id-2", "off", "x", fake.origin(), true, Headers.EMPTY)));

        for (String provider :
                List.of("custom-theirs", "custom-off", "custom-unknown", "custom-", "own", "Custom-own")) {
            RawResponse alone = call(provider + "/chat/completions", CHAT);
            RawResponse step = RawClient.exchange(
                    gateway.port(),
                    RawRequest.post("/v1/default/default")
                            .json("[{\"provider\":\"" + provider + "\",\"endpoint\":\"x\",\"query\":{}}]"));
            for (RawResponse response : List.of(alone, step)) {
                assertThat(response.status()).as(provider).isEqualTo(400);
                assertThat(response.text()).contains("\"code\":2008").contains("Invalid provider");
            }
        }
        assertThat(fake.requests()).isEmpty();
    }

    private RawResponse call(String path, String body) {
        return RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/default/" + path).bearer("sk-own").json(body));
    }
}
