package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI responses. */
final class ResponsesTeller implements Teller {
    @Override
    public List<byte[]> stream(Story story) {
        Telling telling = new Telling();
        telling.add("response.created", "response", response(story, "in_progress", List.of()));
        telling.add("response.in_progress", "response", response(story, "in_progress", List.of()));
        if (!story.thoughts().isEmpty()) {
            reasoning(story, telling);
        }
        if (!story.text().isEmpty()) {
            message(story, telling);
        }
        for (Story.ToolCall call : story.tools()) {
            functionCall(call, telling);
        }
        telling.add("response." + status(story), "response", response(story, status(story), telling.items));
        return telling.events;
    }

    /** A stream while it is told: numbers its events and gathers the finished items. */
    private static final class Telling {
        final List<byte[]> events = new ArrayList<>();
        final List<Object> items = new ArrayList<>();

        void add(String type, @Nullable Object... members) {
            events.add(
                    Teller.sse(type, Json.with(Json.object("type", type, "sequence_number", events.size()), members)));
        }

        void addTo(String itemId, String type, @Nullable Object... members) {
            Map<String, @Nullable Object> at = Json.object(
                    "type", type, "sequence_number", events.size(), "item_id", itemId, "output_index", items.size());
            events.add(Teller.sse(type, Json.with(at, members)));
        }

        void begin(Object item) {
            add("response.output_item.added", "output_index", items.size(), "item", item);
        }

        void end(Object item) {
            add("response.output_item.done", "output_index", items.size(), "item", item);
            items.add(item);
        }
    }

    private static void reasoning(Story story, Telling telling) {
        String id = "rs_" + story.id();
        telling.begin(Json.object("id", id, "type", "reasoning", "summary", List.of()));
        Object empty = Json.object("type", "summary_text", "text", "");
        telling.addTo(id, "response.reasoning_summary_part.added", "summary_index", 0, "part", empty);
        for (String piece : story.thoughts()) {
            telling.addTo(id, "response.reasoning_summary_text.delta", "summary_index", 0, "delta", piece);
        }
        String text = story.fullThoughts();
        Object part = Json.object("type", "summary_text", "text", text);
        telling.addTo(id, "response.reasoning_summary_text.done", "summary_index", 0, "text", text);
        telling.addTo(id, "response.reasoning_summary_part.done", "summary_index", 0, "part", part);
        telling.end(reasoningItem(story));
    }

    private static void message(Story story, Telling telling) {
        String id = "msg_" + story.id();
        boolean refused = story.stop() == Story.Stop.REFUSAL;
        String kind = refused ? "response.refusal" : "response.output_text";
        telling.begin(Json.object(
                "id", id, "type", "message", "status", "in_progress", "content", List.of(), "role", "assistant"));
        telling.addTo(id, "response.content_part.added", "content_index", 0, "part", part(story, ""));
        for (String piece : story.text()) {
            telling.addTo(id, kind + ".delta", "content_index", 0, "delta", piece);
        }
        telling.addTo(id, kind + ".done", "content_index", 0, refused ? "refusal" : "text", story.fullText());
        telling.addTo(id, "response.content_part.done", "content_index", 0, "part", part(story, story.fullText()));
        telling.end(messageItem(story));
    }

    private static void functionCall(Story.ToolCall call, Telling telling) {
        String id = "fc_" + call.id();
        telling.begin(callItem(call, "in_progress", ""));
        for (String fragment : call.fragments()) {
            telling.addTo(id, "response.function_call_arguments.delta", "delta", fragment);
        }
        telling.addTo(id, "response.function_call_arguments.done", "arguments", call.arguments());
        telling.end(callItem(call, "completed", call.arguments()));
    }

    @Override
    public String whole(Story story) {
        List<Object> items = new ArrayList<>();
        if (!story.thoughts().isEmpty()) {
            items.add(reasoningItem(story));
        }
        if (!story.text().isEmpty()) {
            items.add(messageItem(story));
        }
        story.tools().forEach(call -> items.add(callItem(call, "completed", call.arguments())));
        return Json.text(response(story, status(story), items));
    }

    private static Object reasoningItem(Story story) {
        Object part = Json.object("type", "summary_text", "text", story.fullThoughts());
        return Json.object("id", "rs_" + story.id(), "type", "reasoning", "summary", List.of(part));
    }

    private static Object messageItem(Story story) {
        return Json.object(
                "id",
                "msg_" + story.id(),
                "type",
                "message",
                "status",
                story.stop() == Story.Stop.LENGTH ? "incomplete" : "completed",
                "content",
                List.of(part(story, story.fullText())),
                "role",
                "assistant");
    }

    private static Object part(Story story, String text) {
        return story.stop() == Story.Stop.REFUSAL
                ? Json.object("type", "refusal", "refusal", text)
                : Json.object("type", "output_text", "annotations", List.of(), "logprobs", List.of(), "text", text);
    }

    private static Object callItem(Story.ToolCall call, String status, String arguments) {
        return Json.object(
                "id",
                "fc_" + call.id(),
                "type",
                "function_call",
                "status",
                status,
                "arguments",
                arguments,
                "call_id",
                call.id(),
                "name",
                call.name());
    }

    private static Map<String, @Nullable Object> response(Story story, String status, List<Object> output) {
        Map<String, @Nullable Object> response = Json.object(
                "id",
                "resp_" + story.id(),
                "object",
                "response",
                "created_at",
                Story.CREATED,
                "status",
                status,
                "background",
                false,
                "error",
                null,
                "incomplete_details",
                incompleteDetails(story, status),
                "instructions",
                null,
                "max_output_tokens",
                null,
                "model",
                story.model(),
                "output",
                output);
        response.putAll(Json.object(
                "parallel_tool_calls",
                true,
                "previous_response_id",
                null,
                "reasoning",
                Json.object("effort", null, "summary", null),
                "service_tier",
                "default",
                "store",
                true,
                "temperature",
                1.0,
                "text",
                Json.object("format", Json.object("type", "text")),
                "tool_choice",
                "auto",
                "tools",
                List.of(),
                "top_p",
                1.0,
                "truncation",
                "disabled"));
        boolean over = !status.equals("in_progress") && !status.equals("failed");
        response.putAll(
                Json.object("usage", over ? usage(story.counts()) : null, "user", null, "metadata", Json.object()));
        return response;
    }

    private static @Nullable Object incompleteDetails(Story story, String status) {
        if (!status.equals("incomplete")) {
            return null;
        }
        return Json.object("reason", story.stop() == Story.Stop.LENGTH ? "max_output_tokens" : "content_filter");
    }

    private static String status(Story story) {
        return switch (story.stop()) {
            case STOP, STOP_SEQUENCE, REFUSAL -> "completed";
            case LENGTH, CONTENT_FILTER -> "incomplete";
        };
    }

    private static Object usage(Story.Tokens tokens) {
        return Json.object(
                "input_tokens", tokens.input(),
                "input_tokens_details", Json.object("cached_tokens", tokens.cached()),
                "output_tokens", tokens.output(),
                "output_tokens_details", Json.object("reasoning_tokens", tokens.reasoning()),
                "total_tokens", tokens.input() + tokens.output());
    }

    /** Both of what OpenAI sends: the nested error event, and response.failed after it. */
    @Override
    public byte[] error(Story story, String message) {
        Object detail = Json.object("type", "server_error", "code", "server_error", "message", message, "param", null);
        Map<String, @Nullable Object> failed = response(story, "failed", List.of());
        failed.put("error", Json.object("code", "server_error", "message", message));
        return Bytes.join(
                Teller.sse("error", Json.object("type", "error", "sequence_number", 90, "error", detail)),
                Teller.sse(
                        "response.failed",
                        Json.object("type", "response.failed", "sequence_number", 91, "response", failed)));
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public int endings(Story story) {
        return 1;
    }
}
