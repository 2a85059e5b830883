package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.call.Dialect;
import dev.penstock.testkit.CorpusDialects;
import dev.penstock.testkit.WireEvents;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every recorded stream: where its first content is. The oracle looks for what is content; the product looks for what is
 * none.
 */
@EnabledIfSystemProperty(named = "penstock.corpus", matches = ".+", disabledReason = "no corpus was handed in")
final class FirstContentCorpusTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<Dialect> READ = Set.of(
            Dialect.OPENAI_CHAT,
            Dialect.OPENAI_COMPLETIONS,
            Dialect.OPENAI_RESPONSES,
            Dialect.ANTHROPIC_MESSAGES,
            Dialect.GEMINI,
            Dialect.BEDROCK_CONVERSE,
            Dialect.BEDROCK_INVOKE,
            Dialect.COHERE_V1,
            Dialect.COHERE_V2,
            Dialect.OLLAMA,
            Dialect.WORKERS_AI_RUN);

    @Test
    void the_first_content_of_every_recorded_stream_is_where_it_is() {
        Map<Dialect, Integer> seen = new EnumMap<>(Dialect.class);
        List<String> wrong = new ArrayList<>();
        for (RecordedAnswer recording : RecordedAnswer.all()) {
            Dialect dialect = CorpusDialects.of(recording.provider(), recording.api())
                    .map(CorpusDialects.Spoken::dialect)
                    .orElse(Dialect.OPAQUE);
            boolean known = READ.contains(dialect) && !recording.api().equals("interactions");
            if (recording.isSuccess() && recording.isStream() && known) {
                List<WireEvents.Event> events = WireEvents.cut(recording.extension(), recording.response());
                int expected = oracle(dialect, events);
                int found = found(dialect, events);
                seen.merge(dialect, 1, Integer::sum);
                if (expected != found) {
                    wrong.add(recording.id() + ": found " + found + ", is " + expected);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(350);
        assertThat(seen.keySet()).hasSizeGreaterThanOrEqualTo(9);
    }

    private static int found(Dialect dialect, List<WireEvents.Event> events) {
        FirstContent first = FirstContent.of(dialect);
        for (int i = 0; i < events.size(); i++) {
            byte[] data = events.get(i).data();
            if (first.event(events.get(i).type(), data, 0, data.length) != FirstContent.Seen.START_UP) {
                return i;
            }
        }
        return events.size();
    }

    private static int oracle(Dialect dialect, List<WireEvents.Event> events) {
        for (int i = 0; i < events.size(); i++) {
            if (shows(dialect, events.get(i))) {
                return i;
            }
        }
        return events.size();
    }

    private static boolean shows(Dialect dialect, WireEvents.Event event) {
        String text = new String(event.data(), UTF_8).strip();
        if (text.equals("[DONE]")) {
            return true;
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JacksonException unreadable) {
            return !text.isEmpty();
        }
        String type = tree.path("type").asString(event.type());
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS -> chat(tree);
            case OPENAI_RESPONSES -> responses(type, tree);
            case ANTHROPIC_MESSAGES -> messages(type, tree);
            case GEMINI -> gemini(tree);
            case BEDROCK_CONVERSE -> converse(event.type(), tree);
            case BEDROCK_INVOKE -> invoked(tree);
            case COHERE_V1 -> cohere1(tree);
            case COHERE_V2 -> cohere2(type, tree);
            case OLLAMA ->
                tree.path("done").asBoolean(false)
                        || tree.has("error")
                        || says(tree, "response", "thinking")
                        || says(tree.path("message"), "content", "thinking", "tool_calls");
            case WORKERS_AI_RUN -> says(tree, "response", "tool_calls") || chat(tree);
            default -> throw new AssertionError(dialect);
        };
    }

    private static boolean chat(JsonNode chunk) {
        return says(chunk, "error", "citations", "search_results")
                || chunk.path("choices")
                        .valueStream()
                        .anyMatch(choice -> says(choice, "text", "finish_reason", "stop_reason", "error")
                                || Stream.of("delta", "message")
                                        .anyMatch(part -> says(
                                                choice.path(part),
                                                "content",
                                                "refusal",
                                                "reasoning",
                                                "reasoning_content",
                                                "reasoning_details",
                                                "tool_calls",
                                                "function_call",
                                                "audio",
                                                "images",
                                                "annotations")));
    }

    private static boolean responses(String type, JsonNode event) {
        if (type.equals("response.output_item.added")) {
            String item = event.path("item").path("type").asString("");
            return !(item.equals("message") || item.equals("reasoning"));
        }
        boolean opens = Set.of("response.created", "response.in_progress", "response.queued", "keepalive")
                .contains(type);
        boolean emptyPart = type.endsWith("part.added") && !says(event.path("part"), "text", "refusal");
        boolean emptyDelta = type.endsWith(".delta") && !says(event, "delta");
        return !opens && !emptyPart && !emptyDelta;
    }

    private static boolean messages(String type, JsonNode event) {
        JsonNode block = event.path("content_block");
        return switch (type) {
            case "content_block_delta" -> {
                JsonNode delta = event.path("delta");
                String kind = delta.path("type").asString("");
                yield says(delta, "text", "thinking", "partial_json", "citation", "signature")
                        || kind.equals("input_json_delta");
            }
            case "content_block_start" ->
                says(block, "text", "thinking", "data", "signature")
                        || !Set.of("text", "thinking")
                                .contains(block.path("type").asString(""));
            case "message_delta", "message_stop", "error" -> true;
            default -> false;
        };
    }

    private static boolean gemini(JsonNode chunk) {
        boolean blocked = says(chunk.path("promptFeedback"), "blockReason");
        return blocked
                || chunk.has("error")
                || chunk.path("candidates")
                        .valueStream()
                        .anyMatch(candidate -> says(candidate, "finishReason", "groundingMetadata", "citationMetadata")
                                || candidate
                                        .path("content")
                                        .path("parts")
                                        .valueStream()
                                        .anyMatch(part -> says(
                                                part,
                                                "text",
                                                "functionCall",
                                                "inlineData",
                                                "executableCode",
                                                "codeExecutionResult",
                                                "thoughtSignature")));
    }

    private static boolean converse(String type, JsonNode event) {
        return switch (type) {
            case "contentBlockStart" -> says(event, "start");
            case "contentBlockDelta" -> {
                JsonNode delta = event.path("delta");
                JsonNode thought = delta.path("reasoningContent");
                yield says(delta, "text", "citation")
                        || delta.has("toolUse")
                        || says(thought, "text", "redactedContent", "signature");
            }
            case "messageStop" -> true;
            default -> type.endsWith("Exception");
        };
    }

    private static boolean invoked(JsonNode frame) {
        String base64 = frame.path("bytes").asString("");
        JsonNode inner = JSON.readTree(new String(Base64.getDecoder().decode(base64), UTF_8));
        for (String name : inner.propertyNames()) {
            if (name.startsWith("message") || name.startsWith("contentBlock")) {
                return converse(name, inner.path(name));
            }
        }
        if (inner.has("choices")) {
            return chat(inner);
        }
        String type = inner.path("type").asString("");
        if (!type.isEmpty() && !type.equals("completion")) {
            return messages(type, inner);
        }
        return says(inner, "outputText", "generation", "completion", "completionReason", "stop_reason", "text")
                || inner.path("is_finished").asBoolean(false)
                || inner.path("outputs").valueStream().anyMatch(output -> says(output, "text", "stop_reason"));
    }

    private static boolean cohere1(JsonNode event) {
        return switch (event.path("event_type").asString("")) {
            case "stream-start" -> false;
            case "text-generation" -> says(event, "text");
            default -> true;
        };
    }

    private static boolean cohere2(String type, JsonNode event) {
        JsonNode message = event.path("delta").path("message");
        return switch (type) {
            case "message-start", "content-end" -> false;
            case "content-start", "content-delta" -> says(message.path("content"), "text", "thinking");
            case "tool-plan-delta" -> says(message, "tool_plan");
            default -> true;
        };
    }

    /** Whether one of the fields holds anything. */
    private static boolean says(JsonNode object, String... fields) {
        return Stream.of(fields).map(object::path).anyMatch(value -> switch (value.getNodeType()) {
            case MISSING, NULL -> false;
            case STRING -> !value.stringValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            default -> true;
        });
    }
}
