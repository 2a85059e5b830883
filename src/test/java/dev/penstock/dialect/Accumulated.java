package dev.penstock.dialect;

import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.BetaRawMessageStreamEvent;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import dev.penstock.call.Dialect;
import dev.penstock.testkit.WireEvents.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the official SDKs make of a stream's events, and of a body, as trees that can be compared. */
final class Accumulated {
    private static final JsonMapper JSON = new JsonMapper();

    /** What the accumulators pass over: fields that are no part of the vendor's own API, or of its beta only. */
    private static final Set<String> UNKNOWN = Set.of(
            "context_management",
            "iterations",
            "reasoning",
            "reasoning_content",
            "reasoning_details",
            "annotations",
            "timings");

    private Accumulated() {}

    static boolean knows(Dialect dialect) {
        return dialect == Dialect.OPENAI_CHAT
                || dialect == Dialect.OPENAI_RESPONSES
                || dialect == Dialect.ANTHROPIC_MESSAGES;
    }

    /** @throws IllegalStateException where the accumulator wants what this provider does not send */
    static JsonNode stream(Dialect dialect, List<Event> events) throws IOException {
        var openai = com.openai.core.ObjectMappers.jsonMapper();
        var anthropic = com.anthropic.core.ObjectMappers.jsonMapper();
        List<byte[]> told = new ArrayList<>();
        events.stream()
                .map(Event::data)
                .filter(data -> !SseMarks.isDone(data, 0, data.length))
                .forEach(told::add);
        return switch (dialect) {
            case OPENAI_CHAT -> {
                ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
                for (byte[] data : told) {
                    whole.accumulate(openai.readValue(data, ChatCompletionChunk.class));
                }
                yield tree(openai.writeValueAsBytes(whole.chatCompletion()));
            }
            case OPENAI_RESPONSES -> {
                ResponseAccumulator whole = ResponseAccumulator.create();
                for (byte[] data : told) {
                    whole.accumulate(openai.readValue(data, ResponseStreamEvent.class));
                }
                yield tree(openai.writeValueAsBytes(whole.response()));
            }
            default -> {
                BetaMessageAccumulator whole = BetaMessageAccumulator.create();
                for (byte[] data : told) {
                    whole.accumulate(anthropic.readValue(data, BetaRawMessageStreamEvent.class));
                }
                yield tree(anthropic.writeValueAsBytes(whole.message()));
            }
        };
    }

    static JsonNode body(Dialect dialect, byte[] body) throws IOException {
        var openai = com.openai.core.ObjectMappers.jsonMapper();
        var anthropic = com.anthropic.core.ObjectMappers.jsonMapper();
        return switch (dialect) {
            case OPENAI_CHAT -> tree(openai.writeValueAsBytes(openai.readValue(body, ChatCompletion.class)));
            case OPENAI_RESPONSES -> tree(openai.writeValueAsBytes(openai.readValue(body, Response.class)));
            default -> tree(anthropic.writeValueAsBytes(anthropic.readValue(body, BetaMessage.class)));
        };
    }

    private static JsonNode tree(byte[] json) {
        JsonNode tree = JSON.readTree(json);
        if (tree instanceof ObjectNode top) {
            // The chunks of some are stamped each with its own second; and some name no kind of object.
            top.remove("created");
            if (top.path("object").asString("").equals("chat.completion")) {
                top.remove("object");
            }
        }
        return settled(tree);
    }

    /** Without what says nothing: nulls, empty lists, a tool call's place in its list. */
    private static JsonNode settled(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode value = settled(object.path(name));
                boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
                if (empty || UNKNOWN.contains(name) || (name.equals("index") && object.has("function"))) {
                    object.remove(name);
                }
            }
        } else {
            node.forEach(Accumulated::settled);
        }
        return node;
    }
}
