package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import dev.penstock.stream.Cut;
import dev.penstock.stream.EventCutter;
import dev.penstock.stream.ReferenceSse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorEventsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** All that ends lines or strings somewhere, and the half of a character. */
    private static final String NASTY =
            "\"\\ \r\n\r\n\ndata: {}\n\n\u2028\u2029\u0085\u0000\u001b\u007f\uFEFF</script>é🦀\uD800x\uDC00";

    private static final String NASTY_AS_SENT =
            NASTY.replace('\uD800', '\uFFFD').replace('\uDC00', '\uFFFD');

    @ParameterizedTest
    @EnumSource
    void is_exactly_one_sse_event_whatever_the_message_holds(Dialect dialect) {
        byte[] bytes = ErrorEvents.of(dialect, Framing.SSE, NASTY, "broken");
        List<ReferenceSse.Event> events = ReferenceSse.parse(bytes);

        assertThat(events).hasSize(1);
        assertThat(holds(MAPPER.readTree(events.getFirst().data()), NASTY_AS_SENT))
                .isTrue();
        assertThat(new String(bytes, UTF_8)).doesNotContain("[DONE]", "\r", "\u2028", "\u2029", "\u0085");
        assertThat(cut(Framing.SSE, bytes)).containsExactly(events.getFirst().data());
    }

    @ParameterizedTest
    @EnumSource
    void is_exactly_one_line_element_or_frame_in_the_other_framings(Dialect dialect) {
        byte[] line = ErrorEvents.of(dialect, Framing.NDJSON, NASTY, "broken");
        assertThat(new String(line, UTF_8).lines()).hasSize(1);
        assertThat(cut(Framing.NDJSON, line)).hasSize(1);

        String array =
                "[{\"a\":1}" + new String(ErrorEvents.of(dialect, Framing.JSON_ARRAY, NASTY, "broken", 1), UTF_8);
        List<String> elements = cut(Framing.JSON_ARRAY, array.getBytes(UTF_8));
        assertThat(elements).hasSize(2);
        assertThat(holds(MAPPER.readTree(elements.getLast()), NASTY_AS_SENT)).isTrue();
        byte[] alone = ErrorEvents.of(dialect, Framing.JSON_ARRAY, NASTY, "broken");
        assertThat(cut(Framing.JSON_ARRAY, alone)).hasSize(1);
        assertThat(EventCutter.of(Framing.JSON_ARRAY, 1 << 20).orElseThrow().whole())
                .isFalse();

        List<String> frames = cut(Framing.EVENT_STREAM, ErrorEvents.of(dialect, Framing.EVENT_STREAM, NASTY, "broken"));
        assertThat(frames).hasSize(1);
        assertThat(MAPPER.readTree(frames.getFirst()).path("message").stringValue())
                .isEqualTo(NASTY_AS_SENT);

        assertThat(ErrorEvents.of(dialect, Framing.WHOLE, NASTY, "broken")).isEmpty();
        assertThat(ErrorEvents.of(dialect, Framing.BYTES, NASTY, "broken")).isEmpty();
    }

    @Test
    void chat_gets_an_error_object_without_an_event_name() {
        ReferenceSse.Event event = sse(Dialect.OPENAI_CHAT, "broken");
        assertThat(event.type()).isEmpty();
        assertThat(event.data())
                .isEqualTo(
                        "{\"error\":{\"message\":\"gone\",\"type\":\"server_error\",\"param\":null,\"code\":\"broken\"}}");
    }

    @Test
    void responses_get_the_flat_schema_and_the_nested_error_the_sdks_raise_on() {
        byte[] bytes = ErrorEvents.of(Dialect.OPENAI_RESPONSES, Framing.SSE, "gone", "broken", 7);
        ReferenceSse.Event event = ReferenceSse.parse(bytes).getFirst();
        JsonNode data = MAPPER.readTree(event.data());

        assertThat(event.type()).isEqualTo("error");
        assertThat(data.path("type").stringValue()).isEqualTo("error");
        assertThat(data.path("sequence_number").intValue()).isEqualTo(7);
        assertThat(data.path("message").stringValue()).isEqualTo("gone");
        assertThat(data.path("error").path("message").stringValue()).isEqualTo("gone");
    }

    @Test
    void the_others_get_their_own_words() {
        assertThat(sse(Dialect.ANTHROPIC_MESSAGES, "timed_out_idle"))
                .isEqualTo(new ReferenceSse.Event(
                        "error", "{\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"gone\"}}"));
        assertThat(sse(Dialect.GEMINI, "broken"))
                .isEqualTo(new ReferenceSse.Event(
                        "", "{\"error\":{\"code\":500,\"message\":\"gone\",\"status\":\"INTERNAL\"}}"));
        assertThat(new String(ErrorEvents.of(Dialect.OLLAMA, Framing.NDJSON, "gone", "broken"), UTF_8))
                .isEqualTo("{\"error\":\"gone\"}\n");
        assertThat(sse(Dialect.COHERE_V2, "timed_out_total").data()).contains("\"finish_reason\":\"TIMEOUT\"");
        assertThat(sse(Dialect.COHERE_V2, "broken").type()).isEqualTo("message-end");
        assertThat(sse(Dialect.WORKERS_AI_RUN, "broken").data()).contains("\"success\":false");
        assertThat(sse(Dialect.OPAQUE, "broken").type()).isEqualTo("error");
    }

    @Test
    void a_bedrock_frame_is_an_exception_with_both_checksums_right() {
        byte[] frame = ErrorEvents.of(Dialect.BEDROCK_CONVERSE, Framing.EVENT_STREAM, "gone", "broken");
        List<String> types = new ArrayList<>();
        Cut cut = EventCutter.of(Framing.EVENT_STREAM, 1 << 20)
                .orElseThrow()
                .feed(frame, 0, frame.length, (type, data, from, length) -> types.add(type));

        assertThat(types).containsExactly("modelStreamErrorException");
        assertThat(cut.length()).isEqualTo(frame.length);
        assertThat(new String(frame, UTF_8)).contains(":message-type").contains("exception");
    }

    private static ReferenceSse.Event sse(Dialect dialect, String kind) {
        return ReferenceSse.parse(ErrorEvents.of(dialect, Framing.SSE, "gone", kind))
                .getFirst();
    }

    private static List<String> cut(Framing framing, byte[] bytes) {
        List<String> events = new ArrayList<>();
        EventCutter cutter = EventCutter.of(framing, 1 << 20).orElseThrow();
        Cut cut = cutter.feed(
                bytes,
                0,
                bytes.length,
                (type, data, from, length) -> events.add(new String(data, from, length, UTF_8)));
        assertThat(cut.flaw()).isEmpty();
        return events;
    }

    private static boolean holds(JsonNode tree, String text) {
        return tree.isString()
                ? tree.stringValue().equals(text)
                : tree.valueStream().anyMatch(child -> holds(child, text));
    }
}
