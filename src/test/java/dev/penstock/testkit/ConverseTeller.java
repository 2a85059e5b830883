package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bedrock converse: frames, no block start for text and reasoning, usage after messageStop, a padding key p. */
final class ConverseTeller implements Teller {
    @Override
    public List<byte[]> stream(Story story) {
        List<byte[]> frames = new ArrayList<>();
        frames.add(frame("messageStart", "role", "assistant"));
        int index = 0;
        if (!story.thoughts().isEmpty()) {
            for (String piece : story.thoughts()) {
                frames.add(delta(index, "reasoningContent", Json.object("text", piece)));
            }
            frames.add(delta(index, "reasoningContent", Json.object("signature", "c2lnbmF0dXJl")));
            frames.add(frame("contentBlockStop", "contentBlockIndex", index++));
        }
        if (!story.text().isEmpty()) {
            for (String piece : story.text()) {
                frames.add(delta(index, "text", piece));
            }
            frames.add(frame("contentBlockStop", "contentBlockIndex", index++));
        }
        for (Story.ToolCall call : story.tools()) {
            Object use = Json.object("toolUse", Json.object("name", call.name(), "toolUseId", call.id()));
            frames.add(frame("contentBlockStart", "contentBlockIndex", index, "start", use));
            for (String fragment : call.fragments()) {
                frames.add(delta(index, "toolUse", Json.object("input", fragment)));
            }
            frames.add(frame("contentBlockStop", "contentBlockIndex", index++));
        }
        frames.add(frame("messageStop", "stopReason", stopReason(story)));
        frames.add(frame("metadata", "metrics", Json.object("latencyMs", 411), "usage", usage(story.counts())));
        return frames;
    }

    private static byte[] delta(int index, String kind, Object value) {
        return frame("contentBlockDelta", "contentBlockIndex", index, "delta", Json.object(kind, value));
    }

    private static byte[] frame(String type, @Nullable Object... members) {
        return EventStreamFrames.event(type, Json.text(Json.with(Json.object(members), "p", "abcdefghijkl")));
    }

    @Override
    public String whole(Story story) {
        List<Object> content = new ArrayList<>();
        if (!story.thoughts().isEmpty()) {
            Object text = Json.object("text", story.fullThoughts(), "signature", "c2lnbmF0dXJl");
            content.add(Json.object("reasoningContent", Json.object("reasoningText", text)));
        }
        if (!story.text().isEmpty()) {
            content.add(Json.object("text", story.fullText()));
        }
        for (Story.ToolCall call : story.tools()) {
            Object use = Json.object("toolUseId", call.id(), "name", call.name(), "input", call.object());
            content.add(Json.object("toolUse", use));
        }
        return Json.text(Json.object(
                "metrics", Json.object("latencyMs", 411),
                "output", Json.object("message", Json.object("content", content, "role", "assistant")),
                "stopReason", stopReason(story),
                "usage", usage(story.counts())));
    }

    private static Object usage(Story.Tokens tokens) {
        return Json.object(
                "cacheReadInputTokens", tokens.cached(),
                "cacheWriteInputTokens", 0,
                "inputTokens", tokens.input(),
                "outputTokens", tokens.output(),
                "totalTokens", tokens.input() + tokens.output() + tokens.cached());
    }

    private static String stopReason(Story story) {
        if (!story.tools().isEmpty()) {
            return "tool_use";
        }
        return switch (story.stop()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
            case REFUSAL, CONTENT_FILTER -> "content_filtered";
        };
    }

    @Override
    public byte[] error(Story story, String message) {
        return EventStreamFrames.exception("modelStreamErrorException", message);
    }

    @Override
    public String contentType() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public int endings(Story story) {
        return 2;
    }
}
