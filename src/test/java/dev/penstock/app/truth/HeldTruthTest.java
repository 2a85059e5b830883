package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Events;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawRequest;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body that is no stream is delivered whole or not at all. */
class HeldTruthTest {
    private static final String ANSWER =
            Events.chat("Hello, ", "world").usage(9, 4).whole();

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.with("openai", fake.origin() + "/v1");

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void a_reply_reset_after_any_number_of_bytes_is_a_502() {
        Script script = Script.json(200, ANSWER);
        int length = script.wire().length;
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (int bytes = 0; bytes < length; bytes++) {
                fake.enqueue(script.resetAfter(bytes));
                assertRefused(client.send(ask()).response(), bytes);
            }
        }
        assertRows(length);
    }

    @Test
    void a_reply_closed_after_any_number_of_bytes_is_a_502() {
        int calls = 0;
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (Script script : List.of(
                    Script.json(200, ANSWER), Script.json(200, ANSWER).split(5).chunked())) {
                for (int bytes = 0; bytes < script.wire().length; bytes += 3) {
                    fake.enqueue(script.closeAfter(bytes));
                    assertRefused(client.send(ask()).response(), bytes);
                    calls++;
                }
            }
        }
        assertRows(calls);
    }

    @Test
    void a_reply_shorter_than_its_declared_length_is_a_502() {
        fake.enqueue(Script.json(200, ANSWER).contentLengthMismatch(5).thenClose());

        assertRefused(RawClient.exchange(gateway.port(), ask()), 0);

        assertRows(1);
    }

    @Test
    void bytes_beyond_a_declared_length_are_never_the_next_reply() {
        fake.enqueue(Script.json(200, ANSWER + "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad")
                .contentLength(ANSWER.length()));
        fake.otherwise(Script.json(200, ANSWER));
        try (RawClient client = RawClient.connect(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(ask()).response().text()).isEqualTo(ANSWER);
            }
        }
    }

    @Test
    void a_reply_that_ends_with_its_connection_is_whole_only_if_its_text_is() {
        Script script = Script.json(200, ANSWER).untilClose();
        int head = script.headLength();
        fake.enqueue(script);
        assertThat(RawClient.exchange(gateway.port(), ask()).text()).isEqualTo(ANSWER);
        int calls = 1;
        for (int bytes = 1; bytes < ANSWER.length(); bytes += 9) {
            if (ANSWER.charAt(bytes - 1) != '}' && ANSWER.charAt(bytes - 1) != ']') {
                fake.enqueue(script.closeAfter(head + bytes), script.resetAfter(head + bytes));
                assertRefused(RawClient.exchange(gateway.port(), ask()), bytes);
                assertRefused(RawClient.exchange(gateway.port(), ask()), bytes);
                calls += 2;
            }
        }
        assertThat(gateway.awaitRows(calls, row -> true).getFirst().outcome()).isEqualTo(Outcome.WHOLE);
    }

    @Test
    void half_a_json_text_that_ends_in_a_bracket_is_not_whole() {
        Script script = Script.json(200, ANSWER).untilClose();
        int inner = ANSWER.indexOf('}') + 1;
        fake.enqueue(script.closeAfter(script.headLength() + inner));

        assertRefused(RawClient.exchange(gateway.port(), ask()), inner);

        assertRows(1);
    }

    private static void assertRefused(RawResponse response, int bytes) {
        assertThat(response.status()).as("after %d bytes", bytes).isEqualTo(502);
        assertThat(response.complete()).isTrue();
        assertThat(response.json().at("/error/0/code").asInt()).isEqualTo(2005);
    }

    private void assertRows(int count) {
        List<CallRow> rows = gateway.awaitRows(count, row -> true);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(row.status()).isEqualTo(502);
            assertThat(row.failure()).isEqualTo("broken");
        });
    }

    private static RawRequest ask() {
        return RawRequest.post("/v1/default/default/openai/chat/completions")
                .header("authorization", "Bearer sk-test")
                .json("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }
}
