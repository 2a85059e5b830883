package dev.penstock.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Outcome;
import dev.penstock.testkit.Bytes;
import dev.penstock.testkit.Cutter;
import dev.penstock.testkit.FakeProvider;
import dev.penstock.testkit.RawClient;
import dev.penstock.testkit.RawResponse;
import dev.penstock.testkit.RunningGateway;
import dev.penstock.testkit.Script;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of megabytes, such as images in base64, pass like any other. */
class BigEventTest {
    private static final String IMAGE = Bytes.text(Bytes.filled("iVBORw0KGgoAAAANSUhEUg+/", 5 * 1024 * 1024));

    private final FakeProvider fake = FakeProvider.start();
    private final RunningGateway gateway = RunningGateway.of(Tongue.providers(fake.origin()));

    @AfterEach
    void close() {
        gateway.close();
        fake.close();
    }

    @Test
    void an_image_in_one_sse_event_passes_byte_for_byte() {
        List<byte[]> events = new ArrayList<>(Tongue.RESPONSES.events());
        events.add(
                2,
                Bytes.of("event: response.image_generation_call.partial_image\ndata: {\"type\":"
                        + "\"response.image_generation_call.partial_image\",\"partial_image_b64\":\"" + IMAGE
                        + "\"}\n\n"));

        assertPasses(Tongue.RESPONSES, events);
    }

    @Test
    void an_image_in_one_element_of_an_array_passes_byte_for_byte() {
        List<byte[]> events = new ArrayList<>(Tongue.GEMINI_ARRAY.events());
        events.add(
                1,
                Bytes.of("\n,\r\n{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\","
                        + "\"data\":\"" + IMAGE + "\"}}]},\"index\":0}]}"));

        assertPasses(Tongue.GEMINI_ARRAY, events);
    }

    @Test
    void an_event_beyond_the_bound_breaks_the_stream_in_the_open() {
        gateway.reload("limits: {event_bytes: 1MB}\n" + Tongue.providers(fake.origin()));
        List<byte[]> events = new ArrayList<>(Tongue.RESPONSES.events());
        events.add(2, Bytes.of("data: {\"partial_image_b64\":\"" + IMAGE + "\"}\n\n"));
        fake.enqueue(Tongue.RESPONSES.script().pieces(events));

        RawResponse response = RawClient.exchange(gateway.port(), Tongue.RESPONSES.ask());

        assertThat(response.complete()).isFalse();
        byte[] whole = Tongue.RESPONSES.beginning(2);
        assertThat(response.text()).startsWith(Bytes.text(whole));
        byte[] error = java.util.Arrays.copyOfRange(response.body(), whole.length, response.body().length);
        Tongue.RESPONSES.assertError(whole, error, 2);
        assertThat(gateway.onlyRow().failure()).isEqualTo("unusable");
    }

    private void assertPasses(Tongue tongue, List<byte[]> events) {
        Script script = tongue.script().pieces(events);
        fake.enqueue(script, script.split(Cutter.seeded(5, 40_000)));
        for (int i = 0; i < 2; i++) {
            RawResponse response = RawClient.exchange(gateway.port(), tongue.ask());
            assertThat(response.complete()).isTrue();
            assertThat(java.util.Arrays.equals(response.body(), Bytes.join(events)))
                    .isTrue();
        }
        assertThat(gateway.awaitRows(2, row -> true)).allSatisfy(row -> {
            assertThat(row.outcome()).isEqualTo(Outcome.WHOLE);
            assertThat(row.usage().output()).isEqualTo(17);
        });
    }
}
