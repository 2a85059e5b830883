package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EventsTest {
    private static final JsonMapper JSON = new JsonMapper();

    static Stream<Events> dialects() {
        return Stream.of(
                        Events.chat("Hel", "lo"),
                        Events.responses("Hel", "lo"),
                        Events.anthropic("Hel", "lo"),
                        Events.gemini("Hel", "lo"),
                        Events.converse("Hel", "lo"),
                        Events.invoke("Hel", "lo"),
                        Events.cohere("Hel", "lo"),
                        Events.ollama("Hel", "lo"))
                .map(events -> events.thinking("hm").tool("call_1", "weather", "{\"city\":\"Bern\"}"));
    }

    /** Every JSON value of a stream, whatever its framing. */
    private static List<JsonNode> values(Events events) {
        if (events.contentType().contains("ndjson")) {
            return Bytes.text(events.bytes()).lines().map(JSON::readTree).toList();
        }
        if (events.contentType().contains("amazon")) {
            return events.list().stream().map(EventsTest::payload).toList();
        }
        SseLines sse = SseLines.parse(events.bytes());
        assertThat(sse.problems()).isEmpty();
        assertThat(sse.partial()).isEmpty();
        return sse.events().stream()
                .filter(event -> !event.isDone())
                .map(SseEvent::json)
                .toList();
    }

    private static JsonNode payload(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        int total = buffer.getInt();
        int headers = buffer.getInt();
        assertThat(total).isEqualTo(frame.length);
        assertThat(buffer.getInt()).isEqualTo(crc(frame, 8));
        assertThat(buffer.getInt(total - 4)).isEqualTo(crc(frame, total - 4));
        byte[] payload = Arrays.copyOfRange(frame, 12 + headers, total - 4);
        JsonNode value = JSON.readTree(payload);
        return value.has("bytes")
                ? JSON.readTree(Base64.getDecoder().decode(value.path("bytes").asString()))
                : value;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void every_event_parses_and_nothing_of_the_story_is_lost(Events events) {
        String all = values(events.usage(1234, 4321)).toString();
        assertThat(all).contains("Hel", "lo", "hm", "weather", "1234", "4321");
        assertThat(Bytes.text(Bytes.of(events.whole()))).contains("Hello", "hm", "weather", "Bern");
        assertThat(JSON.readTree(events.whole()).isObject()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_failing_stream_says_so_and_has_no_end(Events events) {
        assertThat(values(events.failing("it broke")).toString()).contains("it broke");
        assertThat(events.withoutEnd().list()).hasSizeLessThan(events.list().size());
        assertThat(SseLines.parse(events.failing("x").bytes()).endsWithDone()).isFalse();
    }

    @Test
    void chat_tells_usage_only_where_it_was_asked() {
        assertThat(Bytes.text(Events.chat("a").bytes())).doesNotContain("usage").endsWith("data: [DONE]\n\n");
        List<JsonNode> asked = values(Events.chat("a").usage(9, 2));
        assertThat(asked.getFirst().path("usage").isNull()).isTrue();
        assertThat(asked.getLast().path("choices").isEmpty()).isTrue();
        assertThat(asked.getLast().path("usage").path("total_tokens").asInt()).isEqualTo(11);
    }

    @Test
    void responses_number_their_events_and_end_with_everything() {
        List<JsonNode> values = values(Events.responses("a", "b").tool("c", "f", "{}"));
        for (int i = 0; i < values.size(); i++) {
            assertThat(values.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
        assertThat(values.getLast().path("response").path("output").size()).isEqualTo(2);
    }

    @Test
    void crlf_changes_line_ends_alone() {
        Events events = Events.anthropic("a");
        assertThat(SseLines.parse(events.crlf().bytes()).data())
                .isEqualTo(SseLines.parse(events.bytes()).data());
        assertThat(Bytes.text(events.crlf().bytes()).replace("\r\n", "")).doesNotContain("\n");
    }

    /** Shapes drift; recordings do not: every member we write must be one that a recording has. */
    @Test
    void members_of_the_events_are_those_that_were_recorded() {
        Optional<Corpus> corpus = Corpus.fromProperty();
        Assumptions.assumeTrue(corpus.isPresent(), "no recordings handed in");
        record Pair(Events ours, String provider, String api) {}
        for (Pair pair : List.of(
                new Pair(Events.chat("a").usage(1, 1).tool("c", "f", "{}"), "openai", "chat"),
                new Pair(Events.responses("a").thinking("t").tool("c", "f", "{}"), "openai", "responses"),
                new Pair(Events.anthropic("a").thinking("t").tool("c", "f", "{}"), "anthropic", "messages"),
                new Pair(Events.gemini("a").tool("c", "f", "{}"), "gemini", "stream_generate_content"),
                new Pair(Events.cohere("a").tool("c", "f", "{}"), "cohere", "chat_v2"))) {
            ByteArrayOutputStream recorded = new ByteArrayOutputStream();
            corpus.orElseThrow()
                    .cases(pair.provider, pair.api)
                    .filter(CorpusCase::isStream)
                    .forEach(c -> recorded.writeBytes(c.response()));
            String text = recorded.toString(StandardCharsets.UTF_8);
            values(pair.ours)
                    .forEach(value -> value.properties()
                            .forEach(member -> assertThat(text.contains("\"" + member.getKey() + "\""))
                                    .as(pair.provider + " has recorded " + member.getKey())
                                    .isTrue()));
        }
    }
}
