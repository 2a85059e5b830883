package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that is kept in one form is given in the other, where its dialect tells the one exactly from the other. */
class OtherFormsTest {
    private final FakeProvider fake = FakeProvider.start();
    private final AtomicInteger asked = new AtomicInteger();
    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @BeforeEach
    void start() {
        gateway.close();
        gateway = RunningGateway.of("""
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                    cache_ttl: 600
                  - id: strict
                    authentication: false
                    cache_ttl: 600
                    cache:
                      cross_forms: false
                """.formatted(fake.origin()));
        fake.answering(request -> {
            String nonce = "n" + asked.incrementAndGet();
            return request.bodyText().contains("\"stream\":true")
                    ? Answers.stream(nonce, 3)
                    : Script.json(200, Answers.json(nonce));
        });
    }

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private RawResponse send(RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }

    @Test
    void a_body_is_told_as_a_stream() {
        send(Answers.call("a"));
        RawResponse stream = send(Answers.streamed("a"));
        assertThat(stream.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(stream.header("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(stream.text())
                .contains("Answer n1", "\"prompt_tokens\":1000")
                .endsWith("data: [DONE]\n\n");
        assertThat(asked).hasValue(1);
        assertThat(send(Answers.streamed("a")).body()).isEqualTo(stream.body());
    }

    @Test
    void a_stream_is_told_as_a_body() {
        send(Answers.streamed("a"));
        RawResponse body = send(Answers.call("a"));
        assertThat(body.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(body.header("content-type")).hasValue("application/json");
        assertThat(body.json().at("/choices/0/message/content").asString()).isEqualTo("n1-0 n1-1 n1-2 ");
        assertThat(body.json().at("/usage/total_tokens").asInt()).isEqualTo(1_500);
        assertThat(asked).hasValue(1);
    }

    @Test
    void unless_the_gateway_keeps_them_apart() {
        String path = "/v1/default/strict/openai/chat/completions";
        send(Answers.call(path, "a", true));
        assertThat(send(Answers.call(path, "a", false)).header("cf-aig-cache-status"))
                .hasValue("MISS");
        assertThat(asked).hasValue(2);
    }

    @Test
    void says_why_a_call_was_or_was_not_answered() {
        RawResponse miss = send(Answers.call("a").header("cf-aig-cache-explain", "true"));
        assertThat(miss.header("cf-aig-cache-explain").orElse("")).contains("\"outcome\":\"miss\"");
        RawResponse hit = send(Answers.call("a").header("cf-aig-cache-explain", "true"));
        assertThat(hit.header("cf-aig-cache-explain").orElse("")).contains("\"outcome\":\"hit\"");
        RawResponse near = send(Answers.call("b").header("cf-aig-cache-explain", "true"));
        assertThat(near.header("cf-aig-cache-explain").orElse(""))
                .contains("\"outcome\":\"miss\"", "\"differs\":\"body.messages[0]\"");
    }
}
