package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.call.UsageSource;
import dev.penstock.record.CallRow;
import dev.penstock.testkit.Bytes;
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

/** Who asked for a stream's usage gets it; who did not never sees that we did. */
class UsageAskedTest {
    private static final String CHAT = "openai/chat/completions";
    private static final String ASKED = "\"stream_options\":{\"include_usage\":true}";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}";
    private static final String HELLO = "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},"
            + "\"finish_reason\":null}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String LAST = "data: {\"id\":\"c1\",\"choices\":[]," + USAGE + "}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of(Tongue.providers(fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void who_asked_gets_every_byte_and_sends_every_byte() {
        String asked = "{\"model\":\"gpt-4o\", \"stream\" : true,\"stream_options\":{ \"include_usage\":true}}";

        RawResponse response = ask(CHAT, asked, HELLO, STOP, LAST, DONE);

        assertThat(response.text()).isEqualTo(HELLO + STOP + LAST + DONE);
        assertThat(sent()).isEqualTo(asked);
        assertReported();
    }

    @Test
    void who_asked_not_to_does_not_get_it() {
        RawResponse response = ask(
                CHAT,
                "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":false}}",
                HELLO,
                STOP,
                LAST,
                DONE);

        assertThat(response.text()).isEqualTo(HELLO + STOP + DONE);
        assertThat(response.complete()).isTrue();
        assertThat(sent()).isEqualTo("{\"model\":\"gpt-4o\",\"stream\":true," + ASKED + "}");
        assertReported();
    }

    @Test
    void other_stream_options_stay() {
        String asked = "{\"stream\":true,\"model\":\"gpt-4o\",\"stream_options\":{\"include_obfuscation\":false}}";

        RawResponse response = ask(CHAT, asked, HELLO, STOP, LAST, DONE);

        assertThat(response.text()).isEqualTo(HELLO + STOP + DONE);
        assertThat(fake.awaitRequest()
                        .json()
                        .at("/stream_options/include_usage")
                        .asBoolean(false))
                .isTrue();
        assertThat(fake.awaitRequest()
                        .json()
                        .at("/stream_options/include_obfuscation")
                        .asBoolean(true))
                .isFalse();
        assertReported();
    }

    @Test
    void a_call_that_does_not_stream_is_left_alone() {
        String asked = "{\"model\":\"gpt-4o\",\"messages\":[]}";
        String answer = Events.chat("hi").usage(9, 2).whole();
        fake.enqueue(Script.json(200, answer));

        RawResponse response = RawClient.exchange(gateway.port(), request(CHAT, asked));

        assertThat(response.text()).isEqualTo(answer);
        assertThat(sent()).isEqualTo(asked);
        assertReported();
    }

    @Test
    void the_first_chunk_of_azure_without_choices_stays() {
        String first = "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\","
                + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}\n\n";

        RawResponse response = ask(
                "azure-openai/resource/gpt-4o/chat/completions?api-version=2024-10-21",
                "{\"messages\":[],\"stream\":true}",
                first,
                HELLO,
                STOP,
                LAST,
                DONE);

        assertThat(response.text()).isEqualTo(first + HELLO + STOP + DONE);
        assertThat(sent()).isEqualTo("{\"messages\":[],\"stream\":true," + ASKED + "}");
        assertReported();
    }

    @Test
    void a_null_usage_in_each_chunk_goes_and_nothing_else_of_the_chunk() {
        String hello = HELLO.replace("}\n\n", ",\"usage\":null}\n\n");
        String stop = STOP.replace("\"choices\"", "\"usage\": null , \"choices\"");

        RawResponse response = ask(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true}", hello, stop, LAST, DONE);

        assertThat(response.text()).doesNotContain("usage").contains(HELLO).endsWith(DONE);
        assertThat(response.sse().events()).hasSize(3);
        assertThat(response.sse()
                        .events()
                        .get(1)
                        .json()
                        .at("/choices/0/finish_reason")
                        .asString(""))
                .isEqualTo("stop");
        assertReported();
    }

    @Test
    void line_ends_stay_as_they_came() {
        String asked = "{\"model\":\"gpt-4o\",\"stream\":true}";

        RawResponse response = ask(CHAT, asked, crlf(HELLO), crlf(STOP), crlf(LAST), crlf(DONE));

        assertThat(response.text()).isEqualTo(crlf(HELLO + STOP + DONE));
        assertReported();
    }

    @Test
    void an_answer_of_two_choices_ends_when_both_have_finished() {
        String second = HELLO.replace("\"index\":0", "\"index\":1");
        String stopped = STOP.replace("\"index\":0", "\"index\":1");

        RawResponse response =
                ask(CHAT, "{\"model\":\"gpt-4o\",\"n\":2,\"stream\":true}", HELLO, second, STOP, stopped, LAST);

        assertThat(response.complete()).isTrue();
        assertThat(response.text()).isEqualTo(HELLO + second + STOP + stopped);
        assertReported();
    }

    @Test
    void the_legacy_completions_are_asked_too() {
        String text = "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"text\":\"hi\",\"finish_reason\":null}]}\n\n";
        String stop = "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n";
        String asked = "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":\"a\",\"stream\":true}";

        RawResponse response = ask("openai/completions", asked, text, stop, LAST, DONE);

        assertThat(response.text()).isEqualTo(text + stop + DONE);
        assertThat(sent()).isEqualTo(asked.replace("}", "," + ASKED + "}"));
        assertReported();
    }

    @Test
    void nothing_of_the_usage_shows_wherever_the_network_cuts() {
        String stream = HELLO + STOP + LAST + DONE;
        for (int size = 1; size < stream.length(); size += 13) {
            fake.enqueue(Script.sse(List.of(Bytes.of(stream))).split(size, 1, size / 2 + 1));

            RawResponse response =
                    RawClient.exchange(gateway.port(), request(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true}"));

            assertThat(response.text()).isEqualTo(HELLO + STOP + DONE);
        }
    }

    private RawResponse ask(String rest, String body, String... events) {
        fake.enqueue(Script.sse(List.of(events).stream().map(Bytes::of).toList()));
        return RawClient.exchange(gateway.port(), request(rest, body));
    }

    private String sent() {
        return fake.awaitRequest().bodyText();
    }

    private void assertReported() {
        CallRow row = gateway.onlyRow();
        assertThat(row.outcome()).isEqualTo(Outcome.WHOLE);
        assertThat(row.usageSource()).isEqualTo(UsageSource.REPORTED);
        assertThat(row.usage().input()).isEqualTo(9);
        assertThat(row.usage().output()).isEqualTo(2);
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    private static RawRequest request(String rest, String body) {
        return RawRequest.post("/v1/default/default/" + rest)
                .header("authorization", "Bearer sk-test")
                .json(body);
    }
}
