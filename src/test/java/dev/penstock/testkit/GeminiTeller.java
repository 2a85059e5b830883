package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gemini generateContent; its stream with alt=sse: CRLF, no names, no terminal marker, usage on every event. */
final class GeminiTeller implements Teller {
    @Override
    public List<byte[]> stream(Story story) {
        List<Object> parts = parts(story);
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            events.add(event(response(story, List.of(parts.get(i)), last ? finishReason(story) : null)));
        }
        return events;
    }

    private static List<Object> parts(Story story) {
        List<Object> parts = new ArrayList<>();
        story.thoughts().forEach(t -> parts.add(Json.object("text", t, "thought", true)));
        story.text().forEach(t -> parts.add(Json.object("text", t)));
        story.tools()
                .forEach(call -> parts.add(
                        Json.object("functionCall", Json.object("name", call.name(), "args", call.object()))));
        return parts.isEmpty() ? List.of(Json.object("text", "")) : parts;
    }

    @Override
    public String whole(Story story) {
        Story joined = Story.of(story.text().isEmpty() ? new String[0] : new String[] {story.fullText()})
                .thinking(story.thoughts().isEmpty() ? new String[0] : new String[] {story.fullThoughts()});
        for (Story.ToolCall call : story.tools()) {
            joined = joined.tool(call.id(), call.name(), call.arguments());
        }
        return Json.text(response(story, parts(joined), finishReason(story)));
    }

    private static Object response(Story story, List<Object> parts, @Nullable String finishReason) {
        Map<String, @Nullable Object> candidate = Json.object("content", Json.object("parts", parts, "role", "model"));
        if (finishReason != null) {
            candidate.put("finishReason", finishReason);
        }
        candidate.put("index", 0);
        return Json.object(
                "candidates", List.of(candidate),
                "usageMetadata", usage(story.counts()),
                "modelVersion", story.model(),
                "responseId", story.id());
    }

    private static Object usage(Story.Tokens tokens) {
        long total = tokens.input() + tokens.output() + tokens.reasoning();
        Map<String, @Nullable Object> usage = Json.object(
                "promptTokenCount", tokens.input(),
                "candidatesTokenCount", tokens.output(),
                "totalTokenCount", total);
        if (tokens.cached() > 0) {
            usage.put("cachedContentTokenCount", tokens.cached());
        }
        usage.put("promptTokensDetails", List.of(Json.object("modality", "TEXT", "tokenCount", tokens.input())));
        if (tokens.reasoning() > 0) {
            usage.put("thoughtsTokenCount", tokens.reasoning());
        }
        return usage;
    }

    private static String finishReason(Story story) {
        return switch (story.stop()) {
            case STOP, STOP_SEQUENCE -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case REFUSAL, CONTENT_FILTER -> "SAFETY";
        };
    }

    private static byte[] event(Object data) {
        return Bytes.of("data: " + Json.text(data) + "\r\n\r\n");
    }

    @Override
    public byte[] error(Story story, String message) {
        return event(Json.object("error", Json.object("code", 503, "message", message, "status", "UNAVAILABLE")));
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public int endings(Story story) {
        return 1;
    }
}
