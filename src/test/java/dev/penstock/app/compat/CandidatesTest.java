package dev.penstock.app.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.record.AttemptRow;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.ApiClient;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.KeptKeys;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.ReceivedRequest;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several keys and several addresses of one provider serve the same calls. */
class CandidatesTest {
    private final FakeProvider one = FakeProvider.start();
    private final FakeProvider other = FakeProvider.start();
    private final KeptKeys keys = new KeptKeys();
    private final RunningGateway gateway =
            RunningGateway.of("""
            gateways:
              - id: default
                authentication: false
                routing: {keys: all}
                retry_max_attempts: 4
                retry_delay: 0
            providers:
              openai:
                base_urls: [ONE/v1, {url: OTHER/v1, weight: 3}]
              azure-openai:
                base_urls: [ONE, OTHER]
            """.replace("ONE", one.origin()).replace("OTHER", other.origin()), keys);

    @AfterEach
    void close() {
        gateway.close();
        one.close();
        other.close();
    }

    @Test
    void every_key_is_tried_at_every_address_the_default_one_at_the_first_before_all() {
        keys.put("openai", "b", "sk-b").put("openai", "default", "sk-default");
        one.otherwise(Script.json(500, "{}"));
        other.otherwise(Script.json(500, "{}"));

        post("openai/chat/completions", "{\"model\":\"m\"}");

        assertThat(one.requests())
                .extracting(request -> request.header("authorization").orElse(""))
                .containsExactly("Bearer sk-default", "Bearer sk-b");
        assertThat(other.requests())
                .extracting(request -> request.header("authorization").orElse(""))
                .containsExactly("Bearer sk-default", "Bearer sk-b");
        CallRow row = gateway.onlyRow();
        assertThat(row.attempts())
                .extracting(AttemptRow::host)
                .containsExactly(one.origin(), one.origin(), other.origin(), other.origin());
    }

    @Test
    void a_call_that_brings_its_key_goes_with_it_to_each_address() {
        keys.put("openai", "default", "sk-default").put("openai", "b", "sk-b");
        one.otherwise(Script.json(503, "{}"));
        other.otherwise(Script.json(200, "{\"n\":1}"));

        RawResponse response = RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/default/compat/chat/completions")
                        .bearer("sk-caller")
                        .json("{\"model\":\"openai/m\"}"));

        assertThat(response.text()).isEqualTo("{\"n\":1}");
        assertThat(one.requests()).hasSize(1);
        assertThat(other.requests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("authorization")).contains("Bearer sk-caller"))
                .satisfies(request -> assertThat(request.bodyText()).isEqualTo("{\"model\":\"m\"}"));
    }

    @Test
    void a_key_that_is_named_serves_alone_and_one_that_is_no_default_serves_where_none_is() {
        keys.put("openai", "b", "sk-b").put("openai", "c", "sk-c");
        one.otherwise(Script.json(200, "{}"));
        other.otherwise(Script.json(200, "{}"));

        RawClient.exchange(
                gateway.port(),
                RawRequest.post("/v1/default/default/openai/chat/completions")
                        .header("cf-aig-byok-alias", "c")
                        .json("{\"model\":\"m\"}"));
        post("openai/chat/completions", "{\"model\":\"m\"}");

        assertThat(one.requests())
                .extracting(request -> request.header("authorization").orElse(""))
                .containsExactly("Bearer sk-c", "Bearer sk-b");
    }

    @Test
    void keys_of_several_resources_each_go_to_their_own() {
        keys.put("azure-openai", "default", "{\"api_key\":\"az-1\",\"resource\":\"east\"}");
        keys.put("azure-openai", "west", "{\"api_key\":\"az-2\",\"resource\":\"west\"}");
        one.otherwise(Script.json(500, "{}"));
        other.otherwise(Script.json(500, "{}"));

        post("compat/chat/completions", "{\"model\":\"azure-openai/gpt\"}");
        post("azure-openai/east/gpt/chat/completions", "{}");

        assertThat(one.requests().subList(0, 2))
                .extracting(request -> request.header("api-key").orElse(""))
                .containsExactly("az-1", "az-2");
        // Who names the resource is not sent to another one.
        assertThat(one.requests().subList(2, one.requests().size()))
                .extracting(ReceivedRequest::target)
                .containsOnly("/openai/deployments/gpt/chat/completions");
        assertThat(other.requests().subList(2, other.requests().size()))
                .extracting(request -> request.header("api-key").orElse(""))
                .containsOnly("az-1");
    }

    @Test
    void keys_that_are_stored_by_the_api_share_the_calls() {
        try (RunningGateway own = RunningGateway.of("""
                gateways:
                  - id: shared
                    authentication: false
                    routing: {keys: all}
                    retry_max_attempts: 5
                    retry_delay: 0
                providers:
                  openai: {base_url: ONE/v1}
                """.replace("ONE", one.origin()))) {
            ApiClient admin = ApiClient.of(own);
            for (String alias : List.of("west", "default", "east")) {
                admin.post(
                                "/accounts/default/ai-gateway/gateways/shared/provider_configs",
                                "{\"provider_slug\":\"openai\",\"alias\":\"" + alias + "\",\"default_config\":"
                                        + alias.equals("west") + ",\"secret\":\"sk-of-" + alias + "-0123456789\"}")
                        .result();
            }
            one.otherwise(Script.json(500, "{}"));

            RawClient.exchange(
                    own.port(),
                    RawRequest.post("/v1/default/shared/compat/chat/completions")
                            .json("{\"model\":\"openai/m\"}"));

            assertThat(one.requests().subList(0, 3))
                    .extracting(request -> request.header("authorization").orElse(""))
                    .containsExactly(
                            "Bearer sk-of-west-0123456789",
                            "Bearer sk-of-default-0123456789",
                            "Bearer sk-of-east-0123456789");
        }
    }

    private RawResponse post(String path, String body) {
        return RawClient.exchange(
                gateway.port(), RawRequest.post("/v1/default/default/" + path).json(body));
    }
}
