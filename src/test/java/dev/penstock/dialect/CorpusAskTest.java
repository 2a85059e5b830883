package dev.penstock.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.stream.CorpusFolder;
import dev.penstock.stream.ReferenceSse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every recorded request and chat stream. */
class CorpusAskTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Path folder = Path.of("");

    @BeforeEach
    void needs_recordings() {
        Assumptions.assumeTrue(CorpusFolder.find().isPresent(), "penstock.corpus is not set");
        folder = CorpusFolder.find().orElseThrow();
    }

    @Test
    void recorded_requests_ask_what_a_tree_reader_reads() throws IOException {
        List<Path> files = CorpusFolder.files(folder, "request.json");
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            byte[] body = Files.readAllBytes(file);
            JsonNode tree = MAPPER.readTree(body);
            for (Dialect dialect : List.of(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_RESPONSES)) {
                Asked asked = AskReader.read(dialect, body, 0, body.length);
                assertThat(asked.model().orElse(null))
                        .as(file.toString())
                        .isEqualTo(tree.path("model").stringValue(null));
                assertThat(asked.stream()).isEqualTo(tree.path("stream").booleanValue(false));
            }
            assertMaxima(body, tree);
        }
    }

    @Test
    void splices_into_recorded_requests_are_valid_and_change_nothing_else() throws IOException {
        int spliced = 0;
        for (Path file : CorpusFolder.files(folder, "request.json")) {
            byte[] body = Files.readAllBytes(file);
            Asked asked = AskReader.read(Dialect.OPENAI_CHAT, body, 0, body.length);
            if (asked.splice().isEmpty()) {
                assertThat(!asked.stream() || asked.includeUsage().orElse(false))
                        .as(file.toString())
                        .isTrue();
                continue;
            }
            spliced++;
            Asked.Splice splice = asked.splice().get();
            byte[] asks = Splices.apply(body, splice);
            assertThat(AskReader.read(Dialect.OPENAI_CHAT, asks, 0, asks.length).includeUsage())
                    .contains(true);
            ObjectNode expected = (ObjectNode) MAPPER.readTree(body);
            expected.withObject("stream_options").put("include_usage", true);
            assertThat(MAPPER.readTree(asks)).as(file.toString()).isEqualTo(expected);
            int behind = body.length - splice.offset() - splice.replaced();
            assertThat(Arrays.copyOf(asks, splice.offset())).isEqualTo(Arrays.copyOf(body, splice.offset()));
            assertThat(Arrays.copyOfRange(asks, asks.length - behind, asks.length))
                    .isEqualTo(Arrays.copyOfRange(body, body.length - behind, body.length));
        }
        assertThat(spliced).isGreaterThan(100);
    }

    @Test
    void usage_is_stripped_from_recorded_chat_streams_and_nothing_else() throws IOException {
        int changed = 0;
        for (Path file : CorpusFolder.files(folder, "response.sse")) {
            if (!file.toString().contains("/chat/")) {
                continue;
            }
            for (ReferenceSse.Event event : ReferenceSse.parse(Files.readAllBytes(file))) {
                changed += assertStripped(file, event.data()) ? 1 : 0;
            }
        }
        assertThat(changed).isGreaterThan(200);
    }

    private static boolean assertStripped(Path file, String data) {
        byte[] raw = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        UsageStrip.Verdict verdict = UsageStrip.of(raw, 0, raw.length);
        boolean isObject = data.startsWith("{");
        JsonNode tree = isObject ? MAPPER.readTree(data) : MAPPER.nullNode();
        switch (verdict) {
            case UsageStrip.Verdict.Keep keep ->
                assertThat(tree.has("usage")).as(file.toString()).isFalse();
            case UsageStrip.Verdict.Drop drop -> {
                assertThat(tree.path("choices").isEmpty()
                                && tree.path("choices").isArray())
                        .isTrue();
                assertThat(tree.path("usage").isObject()).isTrue();
            }
            case UsageStrip.Verdict.Replaced replaced -> {
                String text = new String(replaced.bytes(), StandardCharsets.UTF_8);
                assertThat(text).startsWith("data: ").endsWith("\n\n");
                assertThat(MAPPER.readTree(text.substring(6)))
                        .as(file.toString())
                        .isEqualTo(((ObjectNode) tree).without("usage"));
            }
        }
        return !(verdict instanceof UsageStrip.Verdict.Keep);
    }

    private static void assertMaxima(byte[] body, JsonNode tree) {
        assertThat(AskReader.read(Dialect.GEMINI, body, 0, body.length)
                        .maxOutput()
                        .orElse(-1))
                .isEqualTo(geminiMax(tree));
        assertThat(AskReader.read(Dialect.BEDROCK_CONVERSE, body, 0, body.length)
                        .maxOutput()
                        .orElse(-1))
                .isEqualTo(tree.path("inferenceConfig").path("maxTokens").asLong(-1));
        assertThat(AskReader.read(Dialect.ANTHROPIC_MESSAGES, body, 0, body.length)
                        .maxOutput()
                        .orElse(-1))
                .isEqualTo(tree.path("max_tokens").asLong(-1));
    }

    private static long geminiMax(JsonNode tree) {
        return Stream.of("generationConfig", "generation_config")
                .flatMap(parent -> Stream.of("maxOutputTokens", "max_output_tokens")
                        .map(name -> tree.path(parent).path(name).asLong(-1)))
                .max(Long::compare)
                .orElse(-1L);
    }
}
