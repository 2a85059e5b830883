package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeCallTest {
    private static final String ANSWER =
            "{ \"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":400}} }";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void bytes_pass_unchanged_both_ways_and_the_call_is_priced() {
        fake.enqueue(Script.json(200, ANSWER).header("x-request-id", "up-1").header("set-cookie", "a=b"));
        String body = "{ \"model\" : \"gpt-4o\", \"unknown\":[1.50], \"messages\":[] }";

        RawResponse response = post("/openai/chat/completions", body);

        assertThat(response.text()).isEqualTo(ANSWER);
        assertThat(response.header("x-request-id")).contains("up-1");
        assertThat(response.header("set-cookie")).isEmpty();
        assertThat(fake.awaitRequest().bodyText()).isEqualTo(body);
        assertThat(fake.awaitRequest().path()).isEqualTo("/v1/chat/completions");
        CallRow row = gateway.onlyRow();
        assertThat(row.usage().input()).isEqualTo(600);
        assertThat(row.usage().cacheRead()).isEqualTo(400);
        assertThat(row.usage().output()).isEqualTo(100);
        assertThat(row.usageSource()).isEqualTo(UsageSource.REPORTED);
        // 600 × 2.50 $/M + 400 × 1.25 $/M + 100 × 10 $/M
        assertThat(row.costNano()).isEqualTo(3_000_000);
        assertThat(row.id()).isEqualTo(response.header("cf-aig-log-id").orElseThrow());
        assertThat(row.attempts()).hasSize(1);
    }

    @Test
    void a_stream_passes_event_by_event_and_its_usage_is_asked_for_and_taken_out_again() {
        Events events = Events.chat("Hel", "lo").usage(9, 2);
        fake.enqueue(Script.sse(events.list()));

        RawResponse response = post("/openai/v1/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true}");

        assertThat(fake.awaitRequest().bodyText())
                .isEqualTo("{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(response.text()).doesNotContain("usage").contains("[DONE]");
        CallRow row = gateway.onlyRow();
        assertThat(row.usage().input()).isEqualTo(9);
        assertThat(row.usage().output()).isEqualTo(2);
        assertThat(row.outcome()).isEqualTo(Outcome.WHOLE);
        assertThat(row.stream()).isTrue();
    }

    @Test
    void a_broken_stream_ends_in_an_error_event_and_an_unfinished_connection() {
        List<byte[]> events = Events.chat("Hel", "lo").usage(9, 2).list();
        fake.enqueue(Script.sse(events).resetAfterPieces(2));

        RawResponse response = post("/openai/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true}");

        assertThat(response.text()).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(response.sse().partial()).isEmpty();
        assertThat(response.complete()).isFalse();
        CallRow row = gateway.awaitRows(1, r -> r.usageSource() == UsageSource.ESTIMATED)
                .getFirst();
        assertThat(row.outcome()).isEqualTo(Outcome.BROKEN);
        assertThat(row.usage().output()).isPositive();
        assertThat(row.costNano()).isPositive();
    }

    @Test
    void an_unreachable_provider_is_a_502_in_the_gateways_own_body() {
        fake.close();

        RawResponse response = post("/openai/chat/completions", "{\"model\":\"gpt-4o\"}");

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.text())
                .isEqualTo("{\"success\":false,\"result\":[],\"messages\":[],\"error\":[{\"code\":2005,\"message\":"
                        + "\"Failed to get response from provider\"}],\"name\":\"AiGatewayError\",\"httpCode\":502,"
                        + "\"internalCode\":2005,\"message\":\"Failed to get response from provider\","
                        + "\"description\":\"Failed to get response from provider\"}");
        assertThat(gateway.onlyRow().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void a_client_that_leaves_mid_stream_closes_its_upstream() {
        List<byte[]> events = Events.chat("Hel", "lo").usage(9, 2).list();
        fake.enqueue(Script.sse(events).stallAfterPieces(2));
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(request("/openai/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true}"));
            client.event(Duration.ofSeconds(5));
            client.reset();
        }

        fake.awaitRequest().awaitClosed(Duration.ofSeconds(2));

        CallRow row = gateway.awaitRows(1, r -> r.usageSource() == UsageSource.ESTIMATED)
                .getFirst();
        assertThat(row.outcome()).isEqualTo(Outcome.CLIENT_CLOSED);
    }

    private RawResponse post(String path, String body) {
        return RawClient.exchange(gateway.port(), request(path, body));
    }

    private static RawRequest request(String path, String body) {
        return RawRequest.post("/v1/default/default" + path)
                .header("authorization", "Bearer sk-test")
                .json(body);
    }
}
