package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.call.Framing;
import dev.penstock.testkit.WireEvents;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams of bodies: every event in its order, and the terminal one last. */
final class RecastStreamTest {
    private static final JsonMapper JSON = new JsonMapper();

    static final String CHAT = """
            {"id":"c1","object":"chat.completion","created":7,"model":"m","system_fingerprint":"f",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Hi\\n","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1}}
            """;

    static final String MESSAGE = """
            {"id":"m","type":"message","role":"assistant","model":"c","content":[
              {"type":"thinking","thinking":"hm","signature":"sig"},
              {"type":"text","text":"Hi","citations":[{"type":"char_location","cited_text":"x"}]},
              {"type":"tool_use","id":"t","name":"f","input":{"a": 1.50}},
              {"type":"tool_use","id":"u","name":"g","input":{}}],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":3,"output_tokens":9,"service_tier":"standard","server_tool_use":null}}
            """;

    static final String RESPONSE = """
            {"id":"r","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"output":[
              {"id":"rs","type":"reasoning","summary":[{"type":"summary_text","text":"s"}]},
              {"id":"ms","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[],"logprobs":[]}]},
              {"id":"fc","type":"function_call","status":"completed","call_id":"k","name":"f","arguments":"{}"}],
             "usage":{"total_tokens":3}}
            """;

    static final String GEMINI =
            "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"a b\"}]},\n\"finishReason\": \"STOP\"}],\n"
                    + "\"usageMetadata\": {\"totalTokenCount\": 1.0}}";

    static final String COHERE = """
            {"id":"i","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"p","content":[{"type":"text","text":"x"}],
             "tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},"usage":{"tokens":{}}}
            """;

    static final String OLLAMA =
            "{\"model\":\"m\",\"created_at\":\"z\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":true,\"done_reason\":\"stop\",\"eval_count\":2}";

    static final String CONVERSE = """
            {"output":{"message":{"role":"assistant","content":[{"text":"Hi"},{"reasoningContent":{"reasoningText":{"text":"h","signature":"s"}}},
             {"toolUse":{"toolUseId":"t","name":"f","input":{"a":[1]}}},{"toolUse":{"toolUseId":"u","name":"g","input":{}}}]}},
             "stopReason":"tool_use","usage":{"totalTokens":2},"metrics":{"latencyMs":1}}
            """;

    @Test
    void a_chat_stream_tells_the_role_the_text_the_reason_and_ends() {
        String head =
                "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"system_fingerprint\":\"f\",\"choices\":[";
        String rest = ",\"logprobs\":null,\"finish_reason\":";
        assertThat(text(Dialect.OPENAI_CHAT, Framing.SSE, CHAT, false))
                .isEqualTo(head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"
                        + rest + "null}]}\n\n"
                        + head + "{\"index\":0,\"delta\":{\"content\":\"Hi\\n\"}" + rest + "null}]}\n\n"
                        + head + "{\"index\":0,\"delta\":{}" + rest + "\"stop\"}]}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void the_usage_has_a_chunk_of_its_own_where_it_was_asked_for() {
        List<WireEvents.Event> events = WireEvents.sse(
                text(Dialect.OPENAI_CHAT, Framing.SSE, CHAT, true).getBytes(UTF_8));
        assertThat(events).hasSize(5);
        for (int i = 0; i < 3; i++) {
            assertThat(json(events.get(i)).get("usage").isNull()).isTrue();
        }
        assertThat(json(events.get(3)).get("choices")).isEmpty();
        assertThat(json(events.get(3)).at("/usage/prompt_tokens").asInt()).isEqualTo(1);
        String untold = CHAT.replace("\"usage\":{\"prompt_tokens\":1}", "\"usage\":null");
        assertThat(stream(Dialect.OPENAI_CHAT, Framing.SSE, untold, true)).isEmpty();
        assertThat(stream(Dialect.OPENAI_CHAT, Framing.SSE, untold, false)).isPresent();
    }

    @Test
    void a_message_begins_fills_and_ends_each_block() {
        List<WireEvents.Event> events = WireEvents.sse(
                text(Dialect.ANTHROPIC_MESSAGES, Framing.SSE, MESSAGE, false).getBytes(UTF_8));
        assertThat(events.stream().map(RecastStreamTest::named))
                .containsExactly(
                        "message_start",
                        "content_block_start 0",
                        "content_block_delta 0 thinking_delta",
                        "content_block_delta 0 signature_delta",
                        "content_block_stop 0",
                        "content_block_start 1",
                        "content_block_delta 1 citations_delta",
                        "content_block_delta 1 text_delta",
                        "content_block_stop 1",
                        "content_block_start 2",
                        "content_block_delta 2 input_json_delta",
                        "content_block_delta 2 input_json_delta",
                        "content_block_stop 2",
                        "content_block_start 3",
                        "content_block_delta 3 input_json_delta",
                        "content_block_stop 3",
                        "message_delta",
                        "message_stop");
        assertThat(events)
                .allMatch(event -> event.type().equals(json(event).path("type").asString()));
        assertThat(json(events.getFirst()).at("/message/usage").toString())
                .isEqualTo("{\"input_tokens\":3,\"output_tokens\":1,\"service_tier\":\"standard\"}");
        assertThat(json(events.getFirst()).at("/message/stop_reason").isNull()).isTrue();
        assertThat(json(events.get(16)).path("usage").toString())
                .isEqualTo("{\"input_tokens\":3,\"output_tokens\":9,\"server_tool_use\":null}");
        assertThat(json(events.get(11)).at("/delta/partial_json").asString()).isEqualTo("{\"a\":1.50}");
        assertThat(json(events.get(14)).at("/delta/partial_json").asString()).isEmpty();
    }

    @Test
    void the_events_of_a_response_are_numbered_and_end_with_the_whole() {
        List<WireEvents.Event> events = WireEvents.sse(
                text(Dialect.OPENAI_RESPONSES, Framing.SSE, RESPONSE, false).getBytes(UTF_8));
        assertThat(events.stream().map(event -> event.type().replace("response.", "")))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "reasoning_summary_part.added",
                        "reasoning_summary_text.delta",
                        "reasoning_summary_text.done",
                        "reasoning_summary_part.done",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(json(events.get(i)).path("sequence_number").asInt(-1)).isEqualTo(i);
        }
        assertThat(json(events.getLast()).path("response")).isEqualTo(JSON.readTree(RESPONSE));
        assertThat(json(events.getFirst()).at("/response/status").asString()).isEqualTo("in_progress");
        assertThat(json(events.getFirst()).at("/response/usage").isNull()).isTrue();
    }

    @Test
    void a_gemini_body_is_a_stream_of_one_chunk_in_either_framing() {
        String compact =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a b\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"totalTokenCount\":1.0}}";
        assertThat(text(Dialect.GEMINI, Framing.SSE, GEMINI, false)).isEqualTo("data: " + compact + "\n\n");
        assertThat(text(Dialect.GEMINI, Framing.JSON_ARRAY, GEMINI, false)).isEqualTo("[" + compact + "]\n");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI_CHAT,SSE",
        "ANTHROPIC_MESSAGES,SSE",
        "OPENAI_RESPONSES,SSE",
        "GEMINI,SSE",
        "GEMINI,JSON_ARRAY",
        "COHERE_V2,SSE",
        "OLLAMA,NDJSON",
        "BEDROCK_CONVERSE,EVENT_STREAM"
    })
    void a_stream_of_a_body_has_that_body_and_a_cut_one_none(Dialect dialect, Framing framing) {
        String body = sample(dialect);
        byte[] stream = stream(dialect, framing, body, true).orElseThrow();
        JsonNode expected =
                JSON.readTree(dialect == Dialect.OPENAI_CHAT ? body.replace(",\"annotations\":[]", "") : body);
        assertThat(Recast.body(dialect, framing, stream).map(JSON::readTree)).contains(expected);
        for (int length = 0; length < stream.length - 2; length++) {
            byte[] cut = java.util.Arrays.copyOf(stream, length);
            Optional<byte[]> made = Recast.body(dialect, framing, cut);
            // The last line break may be missing, or Cohere's [DONE]: nothing of what the answer says is.
            if (made.isPresent()) {
                String rest = new String(stream, length, stream.length - length, UTF_8);
                assertThat(dialect == Dialect.COHERE_V2 ? "data: [DONE]" : "").endsWith(rest.strip());
            }
        }
    }

    static String sample(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT -> CHAT;
            case ANTHROPIC_MESSAGES -> MESSAGE;
            case OPENAI_RESPONSES -> RESPONSE;
            case GEMINI -> GEMINI;
            case COHERE_V2 -> COHERE;
            case OLLAMA -> OLLAMA;
            case BEDROCK_CONVERSE -> CONVERSE;
            default -> throw new AssertionError(dialect);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAI_CHAT|\"content\":\"Hi\\n\"|\"content\":[\"Hi\"]",
                "OPENAI_CHAT|\"refusal\":null|\"audio\":{\"id\":\"a\"}",
                "OPENAI_CHAT|\"finish_reason\":\"stop\"|\"finish_reason\":null",
                "ANTHROPIC_MESSAGES|\"stop_reason\":\"tool_use\"|\"stop_reason\":null",
                "ANTHROPIC_MESSAGES|\"type\":\"thinking\"|\"type\":\"compaction\"",
                "ANTHROPIC_MESSAGES|\"type\":\"message\"|\"type\":\"error\"",
                "OPENAI_RESPONSES|\"type\":\"reasoning\"|\"type\":\"brand_new\"",
                "OPENAI_RESPONSES|\"status\":\"completed\",\"error\"|\"status\":\"queued\",\"error\"",
                "OPENAI_RESPONSES|\"error\":null|\"error\":{\"code\":\"x\"}"
            })
    void a_body_that_cannot_be_cut_exactly_has_no_stream(Dialect dialect, String part, String instead) {
        assertThat(sample(dialect)).contains(part);
        assertThat(stream(dialect, Framing.SSE, sample(dialect), false)).isPresent();
        assertThat(stream(dialect, Framing.SSE, sample(dialect).replace(part, instead), false))
                .isEmpty();
    }

    private static String named(WireEvents.Event event) {
        JsonNode json = json(event);
        String index = json.has("index") ? " " + json.get("index").asInt() : "";
        return event.type()
                + index
                + (json.at("/delta/type").isMissingNode()
                        ? ""
                        : " " + json.at("/delta/type").asString());
    }

    private static JsonNode json(WireEvents.Event event) {
        return JSON.readTree(event.data());
    }

    private static Optional<byte[]> stream(Dialect dialect, Framing framing, String body, boolean includeUsage) {
        return Recast.stream(dialect, framing, body.getBytes(UTF_8), includeUsage);
    }

    private static String text(Dialect dialect, Framing framing, String body, boolean includeUsage) {
        return new String(stream(dialect, framing, body, includeUsage).orElseThrow(), UTF_8);
    }
}
