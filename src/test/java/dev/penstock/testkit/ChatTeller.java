package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions. Usage comes only where the story has it: as if it had been asked for. */
final class ChatTeller implements Teller {
    private static final byte[] DONE = Bytes.of("data: [DONE]\n\n");

    @Override
    public List<byte[]> stream(Story story) {
        List<byte[]> events = new ArrayList<>();
        events.add(delta(story, Json.object("role", "assistant", "content", "", "refusal", null), null));
        story.thoughts().forEach(t -> events.add(delta(story, Json.object("reasoning_content", t), null)));
        String field = story.stop() == Story.Stop.REFUSAL ? "refusal" : "content";
        story.text().forEach(t -> events.add(delta(story, Json.object(field, t), null)));
        for (int i = 0; i < story.tools().size(); i++) {
            tool(story, i, events);
        }
        events.add(delta(story, Json.object(), finish(story)));
        Story.Tokens tokens = story.tokens();
        if (tokens != null) {
            events.add(Teller.sse(Json.with(chunk(story, List.of()), "usage", usage(tokens))));
        }
        events.add(DONE);
        return events;
    }

    private static void tool(Story story, int index, List<byte[]> events) {
        Story.ToolCall call = story.tools().get(index);
        Object first = Json.object(
                "index",
                index,
                "id",
                call.id(),
                "type",
                "function",
                "function",
                Json.object("name", call.name(), "arguments", ""));
        events.add(delta(story, Json.object("tool_calls", List.of(first)), null));
        for (String fragment : call.fragments()) {
            Object more = Json.object("index", index, "function", Json.object("arguments", fragment));
            events.add(delta(story, Json.object("tool_calls", List.of(more)), null));
        }
    }

    private static byte[] delta(Story story, Object delta, @Nullable String finish) {
        Object choice = Json.object("index", 0, "delta", delta, "logprobs", null, "finish_reason", finish);
        Map<String, @Nullable Object> chunk = chunk(story, List.of(choice));
        return Teller.sse(story.tokens() == null ? chunk : Json.with(chunk, "usage", null));
    }

    private static Map<String, @Nullable Object> chunk(Story story, List<Object> choices) {
        return Json.object(
                "id",
                "chatcmpl-" + story.id(),
                "object",
                "chat.completion.chunk",
                "created",
                Story.CREATED,
                "model",
                story.model(),
                "service_tier",
                "default",
                "system_fingerprint",
                null,
                "choices",
                choices);
    }

    @Override
    public String whole(Story story) {
        boolean refused = story.stop() == Story.Stop.REFUSAL;
        String text = story.text().isEmpty() ? null : story.fullText();
        Map<String, @Nullable Object> message = Json.object("role", "assistant", "content", refused ? null : text);
        if (!story.tools().isEmpty()) {
            message.put(
                    "tool_calls", story.tools().stream().map(ChatTeller::call).toList());
        }
        if (!story.thoughts().isEmpty()) {
            message.put("reasoning_content", story.fullThoughts());
        }
        message.putAll(Json.object("refusal", refused ? text : null, "annotations", List.of()));
        Object choice = Json.object("index", 0, "message", message, "logprobs", null, "finish_reason", finish(story));
        return Json.text(Json.object(
                "id",
                "chatcmpl-" + story.id(),
                "object",
                "chat.completion",
                "created",
                Story.CREATED,
                "model",
                story.model(),
                "choices",
                List.of(choice),
                "usage",
                usage(story.counts()),
                "service_tier",
                "default",
                "system_fingerprint",
                null));
    }

    private static Object call(Story.ToolCall call) {
        return Json.object(
                "id", call.id(),
                "type", "function",
                "function", Json.object("name", call.name(), "arguments", call.arguments()));
    }

    @Override
    public byte[] error(Story story, String message) {
        return Teller.sse(Json.object(
                "error",
                Json.object("message", message, "type", "server_error", "param", null, "code", "server_error")));
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public int endings(Story story) {
        return story.tokens() == null ? 2 : 3;
    }

    private static String finish(Story story) {
        if (!story.tools().isEmpty()) {
            return "tool_calls";
        }
        return switch (story.stop()) {
            case STOP, STOP_SEQUENCE, REFUSAL -> "stop";
            case LENGTH -> "length";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    private static Object usage(Story.Tokens tokens) {
        return Json.object(
                "prompt_tokens", tokens.input(),
                "completion_tokens", tokens.output(),
                "total_tokens", tokens.input() + tokens.output(),
                "prompt_tokens_details", Json.object("cached_tokens", tokens.cached(), "audio_tokens", 0),
                "completion_tokens_details",
                        Json.object(
                                "reasoning_tokens", tokens.reasoning(),
                                "audio_tokens", 0,
                                "accepted_prediction_tokens", 0,
                                "rejected_prediction_tokens", 0));
    }
}
