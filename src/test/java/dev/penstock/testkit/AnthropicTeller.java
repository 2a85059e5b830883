package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic messages. Usage comes at the start and, cumulative, in message_delta. */
final class AnthropicTeller implements Teller {
    private static final String SIGNATURE = "EqQBCkYIARgCKkDtZXN0LXNpZ25hdHVyZQ==";

    @Override
    public List<byte[]> stream(Story story) {
        List<byte[]> events = new ArrayList<>();
        events.add(event("message_start", "message", message(story, List.of(), null, 1)));
        int index = 0;
        if (!story.thoughts().isEmpty()) {
            thinking(story, index++, events);
        }
        if (!story.text().isEmpty()) {
            start(index, Json.object("type", "text", "text", ""), events);
            events.add(Bytes.of("event: ping\ndata: {\"type\": \"ping\"}\n\n"));
            for (String piece : story.text()) {
                delta(index, Json.object("type", "text_delta", "text", piece), events);
            }
            events.add(event("content_block_stop", "index", index++));
        }
        for (Story.ToolCall call : story.tools()) {
            toolUse(call, index++, events);
        }
        Object delta = Json.object("stop_reason", stopReason(story), "stop_sequence", stopSequence(story));
        events.add(event(
                "message_delta",
                "delta",
                delta,
                "usage",
                Json.object(
                        "input_tokens", story.counts().input(),
                        "cache_creation_input_tokens", 0,
                        "cache_read_input_tokens", story.counts().cached(),
                        "output_tokens", story.counts().output())));
        events.add(event("message_stop"));
        return events;
    }

    private static void thinking(Story story, int index, List<byte[]> events) {
        start(index, Json.object("type", "thinking", "thinking", "", "signature", ""), events);
        for (String piece : story.thoughts()) {
            delta(index, Json.object("type", "thinking_delta", "thinking", piece), events);
        }
        delta(index, Json.object("type", "signature_delta", "signature", SIGNATURE), events);
        events.add(event("content_block_stop", "index", index));
    }

    /** The first fragment is empty, as recorded; for a call without arguments it is the only one. */
    private static void toolUse(Story.ToolCall call, int index, List<byte[]> events) {
        start(
                index,
                Json.object("type", "tool_use", "id", call.id(), "name", call.name(), "input", Json.object()),
                events);
        delta(index, Json.object("type", "input_json_delta", "partial_json", ""), events);
        for (String fragment : call.fragments()) {
            if (!fragment.isEmpty()) {
                delta(index, Json.object("type", "input_json_delta", "partial_json", fragment), events);
            }
        }
        events.add(event("content_block_stop", "index", index));
    }

    private static void start(int index, Object block, List<byte[]> events) {
        events.add(event("content_block_start", "index", index, "content_block", block));
    }

    private static void delta(int index, Object delta, List<byte[]> events) {
        events.add(event("content_block_delta", "index", index, "delta", delta));
    }

    /** With blanks before the last brace, as recorded. */
    private static byte[] event(String type, @Nullable Object... members) {
        String json = Json.text(Json.with(Json.object("type", type), members));
        String padded = json.substring(0, json.length() - 1) + " ".repeat(json.length() % 7) + "}";
        return Bytes.of("event: " + type + "\ndata: " + padded + "\n\n");
    }

    @Override
    public String whole(Story story) {
        List<Object> content = new ArrayList<>();
        if (!story.thoughts().isEmpty()) {
            content.add(Json.object("type", "thinking", "thinking", story.fullThoughts(), "signature", SIGNATURE));
        }
        if (!story.text().isEmpty()) {
            content.add(Json.object("type", "text", "text", story.fullText()));
        }
        for (Story.ToolCall call : story.tools()) {
            content.add(Json.object("type", "tool_use", "id", call.id(), "name", call.name(), "input", call.object()));
        }
        return Json.text(
                message(story, content, stopReason(story), story.counts().output()));
    }

    private static Map<String, @Nullable Object> message(
            Story story, List<Object> content, @Nullable String stopReason, long output) {
        return Json.object(
                "model",
                story.model(),
                "id",
                "msg_" + story.id(),
                "type",
                "message",
                "role",
                "assistant",
                "content",
                content,
                "stop_reason",
                stopReason,
                "stop_sequence",
                stopReason == null ? null : stopSequence(story),
                "usage",
                Json.object(
                        "input_tokens",
                        story.counts().input(),
                        "cache_creation_input_tokens",
                        0,
                        "cache_read_input_tokens",
                        story.counts().cached(),
                        "cache_creation",
                        Json.object("ephemeral_5m_input_tokens", 0, "ephemeral_1h_input_tokens", 0),
                        "output_tokens",
                        output,
                        "service_tier",
                        "standard"));
    }

    private static String stopReason(Story story) {
        if (!story.tools().isEmpty()) {
            return "tool_use";
        }
        return switch (story.stop()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
            case REFUSAL, CONTENT_FILTER -> "refusal";
        };
    }

    private static @Nullable String stopSequence(Story story) {
        return story.stop() == Story.Stop.STOP_SEQUENCE ? "END" : null;
    }

    @Override
    public byte[] error(Story story, String message) {
        return Teller.sse(
                "error",
                Json.object(
                        "type",
                        "error",
                        "error",
                        Json.object("details", null, "type", "overloaded_error", "message", message),
                        "request_id",
                        "req_" + story.id()));
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public int endings(Story story) {
        return 2;
    }
}
