package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ollama's own chat: one JSON value a line, tool arguments as objects, counts on the last line. */
final class OllamaTeller implements Teller {
    @Override
    public List<byte[]> stream(Story story) {
        List<byte[]> lines = new ArrayList<>();
        for (String piece : story.thoughts()) {
            lines.add(line(story, Json.object("role", "assistant", "content", "", "thinking", piece)));
        }
        for (String piece : story.text()) {
            lines.add(line(story, Json.object("role", "assistant", "content", piece)));
        }
        for (Story.ToolCall call : story.tools()) {
            lines.add(line(story, Json.object("role", "assistant", "content", "", "tool_calls", List.of(call(call)))));
        }
        lines.add(Bytes.of(Json.text(last(story, Json.object("role", "assistant", "content", ""))) + "\n"));
        return lines;
    }

    private static byte[] line(Story story, Object message) {
        return Bytes.of(Json.text(Json.with(head(story), "message", message, "done", false)) + "\n");
    }

    private static Map<String, @Nullable Object> head(Story story) {
        return Json.object("model", story.model(), "created_at", "2025-11-22T12:00:00.255986Z");
    }

    private static Object last(Story story, Object message) {
        return Json.with(
                head(story),
                "message",
                message,
                "done_reason",
                story.stop() == Story.Stop.LENGTH ? "length" : "stop",
                "done",
                true,
                "total_duration",
                2_203_237_375L,
                "load_duration",
                336_223_209L,
                "prompt_eval_count",
                story.counts().input(),
                "prompt_eval_duration",
                355_000_000L,
                "eval_count",
                story.counts().output(),
                "eval_duration",
                1_511_000_000L);
    }

    @Override
    public String whole(Story story) {
        Map<String, @Nullable Object> message = Json.object("role", "assistant", "content", story.fullText());
        if (!story.thoughts().isEmpty()) {
            message.put("thinking", story.fullThoughts());
        }
        if (!story.tools().isEmpty()) {
            message.put(
                    "tool_calls", story.tools().stream().map(OllamaTeller::call).toList());
        }
        return Json.text(last(story, message));
    }

    private static Object call(Story.ToolCall call) {
        return Json.object("function", Json.object("name", call.name(), "arguments", call.object()));
    }

    @Override
    public byte[] error(Story story, String message) {
        return Bytes.of(Json.text(Json.object("error", message)) + "\n");
    }

    @Override
    public String contentType() {
        return "application/x-ndjson";
    }

    @Override
    public int endings(Story story) {
        return 1;
    }
}
