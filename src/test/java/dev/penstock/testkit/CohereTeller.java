package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cohere v2 chat: billed units beside tokens, which count the template too. */
final class CohereTeller implements Teller {
    @Override
    public List<byte[]> stream(Story story) {
        List<byte[]> events = new ArrayList<>();
        Object message = Json.object(
                "role",
                "assistant",
                "content",
                List.of(),
                "tool_plan",
                "",
                "tool_calls",
                List.of(),
                "citations",
                List.of());
        Map<String, @Nullable Object> start =
                Json.object("id", story.id(), "type", "message-start", "delta", Json.object("message", message));
        events.add(Teller.sse("message-start", start));
        int index = 0;
        index = content(story.thoughts(), "thinking", index, events);
        index = content(story.text(), "text", index, events);
        for (Story.ToolCall call : story.tools()) {
            events.add(event("tool-call-start", index, "tool_calls", call(call, "")));
            for (String fragment : call.fragments()) {
                Object function = Json.object("function", Json.object("arguments", fragment));
                events.add(event("tool-call-delta", index, "tool_calls", function));
            }
            events.add(Teller.sse("tool-call-end", Json.object("type", "tool-call-end", "index", index++)));
        }
        Object delta = Json.object("finish_reason", finish(story), "usage", usage(story.counts()));
        events.add(Teller.sse("message-end", Json.object("type", "message-end", "delta", delta)));
        events.add(Bytes.of("data: [DONE]\n\n"));
        return events;
    }

    private static int content(List<String> pieces, String kind, int index, List<byte[]> events) {
        if (pieces.isEmpty()) {
            return index;
        }
        events.add(event("content-start", index, "content", Json.object("type", kind, kind, "")));
        pieces.forEach(piece -> events.add(event("content-delta", index, "content", Json.object(kind, piece))));
        events.add(Teller.sse("content-end", Json.object("type", "content-end", "index", index)));
        return index + 1;
    }

    private static byte[] event(String type, int index, String member, Object value) {
        Object delta = Json.object("message", Json.object(member, value));
        return Teller.sse(type, Json.object("type", type, "index", index, "delta", delta));
    }

    @Override
    public String whole(Story story) {
        List<Object> content = new ArrayList<>();
        if (!story.thoughts().isEmpty()) {
            content.add(Json.object("type", "thinking", "thinking", story.fullThoughts()));
        }
        if (!story.text().isEmpty()) {
            content.add(Json.object("type", "text", "text", story.fullText()));
        }
        Map<String, @Nullable Object> message = Json.object("role", "assistant", "content", content);
        if (!story.tools().isEmpty()) {
            message.put(
                    "tool_calls",
                    story.tools().stream()
                            .map(call -> call(call, call.arguments()))
                            .toList());
        }
        return Json.text(Json.object(
                "id", story.id(),
                "message", message,
                "finish_reason", finish(story),
                "usage", usage(story.counts())));
    }

    private static Object call(Story.ToolCall call, String arguments) {
        return Json.object(
                "id", call.id(),
                "type", "function",
                "function", Json.object("name", call.name(), "arguments", arguments));
    }

    private static Object usage(Story.Tokens tokens) {
        return Json.object(
                "billed_units", Json.object("input_tokens", tokens.input(), "output_tokens", tokens.output()),
                "tokens", Json.object("input_tokens", tokens.input() + 496, "output_tokens", tokens.output() + 2),
                "cached_tokens", tokens.cached());
    }

    private static String finish(Story story) {
        if (!story.tools().isEmpty()) {
            return "TOOL_CALL";
        }
        return switch (story.stop()) {
            case STOP, REFUSAL, CONTENT_FILTER -> "COMPLETE";
            case LENGTH -> "MAX_TOKENS";
            case STOP_SEQUENCE -> "STOP_SEQUENCE";
        };
    }

    @Override
    public byte[] error(Story story, String message) {
        Object delta = Json.object("finish_reason", "ERROR", "usage", Json.object(), "error", message);
        return Teller.sse("message-end", Json.object("type", "message-end", "delta", delta));
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public int endings(Story story) {
        return 2;
    }
}
