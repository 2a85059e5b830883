package dev.penstock.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.penstock.call.Dialect;
import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonTree;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Knows the frames that open each dialect's streams and show nothing: roles, pings, blocks that begin empty. Written
 * from recorded streams; whatever is not recognised is none.
 */
final class StartUpFrames {
    /** What OpenAI's relatives say of the call beside its choices. */
    private static final Set<String> ABOUT_CHAT =
            Set.of("usage", "x_groq", "prompt_filter_results", "timings", "time_info", "metadata", "nvext");

    private static final Set<String> ABOUT_CHOICE =
            Set.of("index", "content_filter_results", "content_filter_result", "content_filter_offsets");
    private static final Set<String> ABOUT_MESSAGE = Set.of("role", "channel", "type");
    private static final Set<String> ABOUT_GEMINI = Set.of("usageMetadata", "promptFeedback");
    private static final Set<String> ABOUT_CANDIDATE =
            Set.of("content", "index", "safetyRatings", "finishReason"); // a reason that counts ends the candidate
    private static final Set<String> EMPTY_AT_FIRST = Set.of("text", "thinking");

    private StartUpFrames() {}

    /** Whether an event is known to show nothing, given that no text was delivered by it and it ends nothing. */
    static boolean isOne(Dialect dialect, String type, byte[] data, int from, int length) {
        byte[] event = Arrays.copyOfRange(data, from, from + length);
        if (new String(event, ISO_8859_1).isBlank()) {
            return true;
        }
        byte[] json = dialect == Dialect.BEDROCK_INVOKE ? InvokeAnswer.chunk(event, 0, event.length) : event;
        try {
            JsonTree tree = JsonTree.read(json);
            return tree.isObject() && (tree.names().isEmpty() || isOne(dialect, type, tree));
        } catch (JsonMalformed unknown) {
            return false;
        }
    }

    private static boolean isOne(Dialect dialect, String type, JsonTree event) {
        return switch (dialect) {
            case OPENAI_CHAT, OPENAI_COMPLETIONS -> chat(event);
            case OPENAI_RESPONSES -> responses(named(event, "type", type), event);
            case ANTHROPIC_MESSAGES -> messages(named(event, "type", type), event);
            case GEMINI -> gemini(event);
            case BEDROCK_CONVERSE -> converse(type, event);
            case BEDROCK_INVOKE -> invoked(event);
            case COHERE_V1 -> cohere1(named(event, "event_type", type), event);
            case COHERE_V2 -> cohere2(named(event, "type", type), event);
            case OLLAMA -> ollama(event);
            case WORKERS_AI_RUN -> chat(event);
            case OPENAI_OTHER, REPLICATE, OPAQUE -> false;
        };
    }

    private static boolean chat(JsonTree event) {
        boolean bare =
                allOf(event, name -> name.equals("choices") || ABOUT_CHAT.contains(name), StartUpFrames::isPlain);
        return bare && event.at("choices").items().stream().allMatch(StartUpFrames::choice);
    }

    private static boolean choice(JsonTree choice) {
        boolean bare = allOf(
                choice,
                name -> name.equals("delta") || name.equals("message") || ABOUT_CHOICE.contains(name),
                StartUpFrames::hollow); // logprobs begin as two empty lists
        return bare && message(choice.at("delta")) && message(choice.at("message"));
    }

    private static boolean message(JsonTree message) {
        return allOf(message, ABOUT_MESSAGE::contains, StartUpFrames::isEmpty);
    }

    private static boolean responses(String type, JsonTree event) {
        return switch (type) {
            case "response.created", "response.in_progress", "response.queued" ->
                isEmpty(event.at("response").at("output"));
            case "keepalive", "ping" -> true;
            case "response.output_item.added" -> item(event.at("item"));
            case "response.content_part.added", "response.reasoning_summary_part.added" -> part(event.at("part"));
            default -> type.endsWith(".delta") && isEmpty(event.at("delta"));
        };
    }

    /** A message or a thought that begins; anything else that is added is a call. */
    private static boolean item(JsonTree item) {
        String type = named(item, "type", "");
        return (type.equals("message") || type.equals("reasoning"))
                && isEmpty(item.at("content"))
                && isEmpty(item.at("summary"));
    }

    private static boolean part(JsonTree part) {
        return allOf(part, "type"::equals, StartUpFrames::isEmpty);
    }

    private static boolean messages(String type, JsonTree event) {
        return switch (type) {
            case "message_start" -> isEmpty(event.at("message").at("content"));
            case "ping", "content_block_stop" -> true;
            case "content_block_start" -> block(event.at("content_block"));
            case "content_block_delta" -> block(event.at("delta"));
            default -> false;
        };
    }

    private static boolean block(JsonTree block) {
        String kind = named(block, "type", "").replace("_delta", "");
        return EMPTY_AT_FIRST.contains(kind) && allOf(block, "type"::equals, StartUpFrames::isEmpty);
    }

    private static boolean gemini(JsonTree event) {
        boolean bare =
                allOf(event, name -> name.equals("candidates") || ABOUT_GEMINI.contains(name), StartUpFrames::isPlain);
        return bare && event.at("candidates").items().stream().allMatch(StartUpFrames::candidate);
    }

    private static boolean candidate(JsonTree candidate) {
        boolean bare = allOf(candidate, ABOUT_CANDIDATE::contains, StartUpFrames::isEmpty);
        JsonTree content = candidate.at("content");
        return bare
                && allOf(content, name -> name.equals("role") || name.equals("parts"), StartUpFrames::isEmpty)
                && content.at("parts").items().stream()
                        .allMatch(part -> allOf(part, "thought"::equals, StartUpFrames::isEmpty));
    }

    private static boolean converse(String type, JsonTree event) {
        return switch (type) {
            case "initial-response", "messageStart", "contentBlockStop", "metadata" -> true;
            case "contentBlockStart" -> isEmpty(event.at("start"));
            case "contentBlockDelta" -> hollow(event.at("delta"));
            default -> false;
        };
    }

    /** The vendor's own event: its shape says whose. */
    private static boolean invoked(JsonTree event) {
        if (event.names().size() == 1 && event.at(event.names().getFirst()).isObject()) {
            return converse(event.names().getFirst(), event.at(event.names().getFirst()));
        }
        if (!event.at("choices").isMissing()) {
            return chat(event);
        }
        if (!event.at("event_type").isMissing()) {
            return cohere1(named(event, "event_type", ""), event);
        }
        String type = named(event, "type", "");
        boolean isPlainText = type.isEmpty() || type.equals("completion");
        return isPlainText ? allOf(event, "type"::equals, StartUpFrames::hollow) : messages(type, event);
    }

    private static boolean cohere1(String type, JsonTree event) {
        return type.equals("stream-start") || (type.equals("text-generation") && isEmpty(event.at("text")));
    }

    private static boolean cohere2(String type, JsonTree event) {
        JsonTree message = event.at("delta").at("message");
        return switch (type) {
            case "message-start" -> allOf(message, "role"::equals, StartUpFrames::isEmpty);
            case "content-start", "content-delta" -> part(message.at("content"));
            case "content-end" -> true;
            case "tool-plan-delta" -> isEmpty(message.at("tool_plan"));
            default -> false;
        };
    }

    private static boolean ollama(JsonTree event) {
        return allOf(event, "message"::equals, StartUpFrames::isPlain) && message(event.at("message"));
    }

    private static String named(JsonTree event, String field, String type) {
        return event.at(field).text().orElse(type);
    }

    /** Whether every field is one of the known or passes the test. */
    private static boolean allOf(JsonTree object, Predicate<String> known, Predicate<JsonTree> test) {
        return object.names().stream().allMatch(name -> known.test(name) || test.test(object.at(name)));
    }

    /** Nothing that holds anything: a text here is a name, an id, padding. */
    private static boolean isPlain(JsonTree value) {
        return isEmpty(value) || (!value.isObject() && !value.isArray());
    }

    /** No text and nothing within; a number or a flag tells of the call, not to its client. */
    private static boolean isEmpty(JsonTree value) {
        boolean holds =
                value.isObject() ? !value.names().isEmpty() : !value.items().isEmpty();
        return !holds && value.text().orElse("").isEmpty();
    }

    /** Empty, or made of what is hollow. */
    private static boolean hollow(JsonTree value) {
        return isEmpty(value)
                || (value.isArray() && value.items().stream().allMatch(StartUpFrames::hollow))
                || (value.isObject() && value.names().stream().allMatch(name -> hollow(value.at(name))));
    }
}
