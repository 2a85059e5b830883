package dev.penstock.app.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Reuse;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that was given once is given again, where that is wanted and only there. */
class KeptAnswersTest {
    private final FakeProvider fake = FakeProvider.start();
    private final AtomicInteger asked = new AtomicInteger();
    private RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @BeforeEach
    void start() {
        start("cache_ttl: 600");
        fake.answering(request -> {
            String nonce = "n" + asked.incrementAndGet();
            return request.bodyText().contains("\"stream\":true")
                    ? Answers.stream(nonce, 20)
                    : Script.json(200, Answers.json(nonce)).header("x-request-id", "provider-" + nonce);
        });
    }

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    private void start(String settings) {
        gateway.close();
        gateway = RunningGateway.of("""
                providers:
                  openai:
                    base_url: %s/v1
                gateways:
                  - id: shop
                    authentication: false
                %s""".formatted(fake.origin(), settings.indent(4)));
    }

    private RawResponse send(RawRequest request) {
        return RawClient.exchange(gateway.port(), request);
    }

    @Test
    void gives_the_same_bytes_again_and_charges_once() {
        RawResponse first = send(Answers.call("a"));
        RawResponse again = send(Answers.call("a"));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("cf-aig-cache-status")).hasValue("MISS");
        assertThat(again.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(again.header("age")).hasValue("0");
        assertThat(again.header("x-request-id")).isEmpty();
        assertThat(again.header("content-type")).hasValue("application/json");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(asked).hasValue(1);
        List<CallRow> rows = gateway.awaitRows(2, row -> true);
        CallRow paid = rows.stream().filter(row -> !row.cached()).findFirst().orElseThrow();
        CallRow hit = rows.stream().filter(CallRow::cached).findFirst().orElseThrow();
        assertThat(paid.costNano()).isPositive();
        assertThat(hit.costNano()).isZero();
        assertThat(hit.attempts()).isEmpty();
        assertThat(hit.usage().isEmpty()).isTrue();
        assertThat(hit.model()).isEqualTo("gpt-4o");
        Reuse reuse = Objects.requireNonNull(hit.reuse());
        assertThat(reuse.kind()).isEqualTo(Reuse.Kind.HIT);
        assertThat(reuse.of()).isEqualTo(paid.id());
        assertThat(reuse.savedNano()).isEqualTo(paid.costNano());
        assertThat(reuse.tokensIn()).isEqualTo(1_000);
        assertThat(reuse.tokensOut()).isEqualTo(500);
    }

    @Test
    void replays_a_stream_event_for_event() {
        RawResponse first = send(Answers.streamed("a"));
        RawResponse again = send(Answers.streamed("a"));
        assertThat(again.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(again.header("content-type")).isEqualTo(first.header("content-type"));
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(first.body()).isEqualTo(Bytes.join(Answers.events("n1", 20)));
        assertThat(asked).hasValue(1);
    }

    @Test
    void keeps_nothing_unless_asked_to() {
        start("cache_ttl: 0");
        assertThat(send(Answers.call("a")).header("cf-aig-cache-status")).isEmpty();
        assertThat(send(Answers.call("a")).header("cf-aig-cache-status")).isEmpty();
        assertThat(asked).hasValue(2);
    }

    @Test
    void another_key_another_body_another_path_is_another_answer() {
        send(Answers.call("a"));
        assertThat(send(Answers.call("b")).header("cf-aig-cache-status")).hasValue("MISS");
        RawRequest other = RawRequest.post(Answers.PATH).bearer("sk-other").json(Answers.body("a", false));
        assertThat(send(other).header("cf-aig-cache-status")).hasValue("MISS");
        assertThat(asked).hasValue(3);
    }

    @Test
    void a_call_may_skip_what_is_kept_and_renews_it() {
        send(Answers.call("a"));
        RawResponse skipped = send(Answers.call("a").header("cf-aig-skip-cache", "true"));
        assertThat(skipped.header("cf-aig-cache-status")).hasValue("MISS");
        assertThat(send(Answers.call("a")).body()).isEqualTo(skipped.body());
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_key_of_its_own_stands_for_the_body() {
        start("cache_ttl: 0");
        RawResponse first = send(Answers.call("a").header("cf-aig-cache-key", "k"));
        RawResponse again = send(Answers.call("b").header("cf-aig-cache-key", "k"));
        assertThat(again.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(asked).hasValue(1);
    }

    @Test
    void survives_a_restart() {
        RawResponse first = send(Answers.call("a"));
        gateway.close();
        gateway = gateway.again();
        RawResponse again = send(Answers.call("a"));
        assertThat(again.header("cf-aig-cache-status")).hasValue("HIT");
        assertThat(again.body()).isEqualTo(first.body());
    }
}
