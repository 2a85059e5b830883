package dev.penstock.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Framing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every recorded stream, cut as the network may have split it. */
class CorpusCutterTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Path folder = Path.of("");

    @BeforeEach
    void needs_recordings() {
        Assumptions.assumeTrue(CorpusFolder.find().isPresent(), "penstock.corpus is not set");
        folder = CorpusFolder.find().orElseThrow();
    }

    @Test
    void recorded_sse_is_read_as_the_reference_reads_it_and_forwarded_byte_for_byte() throws IOException {
        List<Path> files = CorpusFolder.files(folder, "response.sse");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            List<Feeding.Event> events = everySplit(Framing.SSE, file, bytes);
            byte[] closed = Arrays.copyOf(bytes, bytes.length + 2);
            closed[bytes.length] = '\n';
            closed[bytes.length + 1] = '\n';
            assertThat(events.stream().map(event -> new ReferenceSse.Event(event.type(), event.data())))
                    .as(file.toString())
                    .isEqualTo(ReferenceSse.parse(closed))
                    .isNotEmpty();
        }
    }

    @Test
    void recorded_lines_are_read_line_by_line() throws IOException {
        List<Path> files = CorpusFolder.files(folder, "response.ndjson");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            List<Feeding.Event> events = everySplit(Framing.NDJSON, file, Files.readAllBytes(file));
            assertThat(events.stream().map(Feeding.Event::data))
                    .as(file.toString())
                    .isEqualTo(Files.readAllLines(file).stream()
                            .filter(line -> !line.isBlank())
                            .toList());
        }
    }

    @Test
    void recorded_frames_are_decoded_as_the_decoding_beside_them_says() throws IOException {
        List<Path> files = CorpusFolder.files(folder, "response.eventstream");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            List<Feeding.Event> events = everySplit(Framing.EVENT_STREAM, file, Files.readAllBytes(file));
            List<JsonNode> expected = Files.readAllLines(file.resolveSibling("response.events.jsonl")).stream()
                    .map(MAPPER::readTree)
                    .toList();
            assertThat(events).as(file.toString()).hasSameSizeAs(expected);
            for (int i = 0; i < events.size(); i++) {
                JsonNode headers = expected.get(i).path("headers");
                String type = headers.path(":event-type")
                        .stringValue(headers.path(":exception-type").stringValue(""));
                assertThat(events.get(i).type()).as(file.toString()).isEqualTo(type);
                assertThat(withoutPadding(MAPPER.readTree(events.get(i).data())))
                        .as(file.toString())
                        .isEqualTo(withoutPadding(expected.get(i).path("payload")));
            }
        }
    }

    /** The answers of a stream, put into one array, as they come without alt=sse. */
    @Test
    void recorded_gemini_events_are_cut_from_an_array_as_well() throws IOException {
        List<Path> files = CorpusFolder.files(folder, "response.sse").stream()
                .filter(file -> file.toString().contains("stream_generate_content"))
                .toList();
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            List<String> events = ReferenceSse.parse(Files.readAllBytes(file)).stream()
                    .map(ReferenceSse.Event::data)
                    .toList();
            byte[] array =
                    ("[" + String.join("\n,\n", events) + "\n]\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(everySplit(Framing.JSON_ARRAY, file, array).stream().map(Feeding.Event::data))
                    .isEqualTo(events);
        }
    }

    private static List<Feeding.Event> everySplit(Framing framing, Path file, byte[] bytes) {
        Feeding whole = feeding(framing).feed(bytes).finish();
        Random random = new Random(file.toString().length());
        Stream<Feeding> splits = Stream.concat(
                Stream.of(
                        feeding(framing).feedByteByByte(bytes), feeding(framing).feedInPieces(bytes, wireChunks(file))),
                IntStream.range(0, 5).mapToObj(round -> feeding(framing).feedAtRandom(bytes, random)));
        splits.map(Feeding::finish).forEach(split -> {
            assertThat(split.events).as(file.toString()).isEqualTo(whole.events);
            assertThat(split.forwarded.toByteArray()).as(file.toString()).isEqualTo(bytes);
            assertThat(split.flaw).as(file.toString()).isEmpty();
            assertThat(split.cutter.whole()).as(file.toString()).isTrue();
        });
        assertThat(whole.forwarded.toByteArray()).as(file.toString()).isEqualTo(bytes);
        return whole.events;
    }

    private static int[] wireChunks(Path file) {
        JsonNode chunks = MAPPER.readTree(file.resolveSibling("meta.json")).path("wire_chunks");
        return chunks.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static JsonNode withoutPadding(JsonNode payload) {
        return payload instanceof tools.jackson.databind.node.ObjectNode object ? object.without("p") : payload;
    }

    private static Feeding feeding(Framing framing) {
        return new Feeding(EventCutter.of(framing, EventCutter.MAX_EVENT).orElseThrow());
    }
}
