package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chat body as its chunks (platform.openai.com, "Chat completion chunk object"): the role first, then every text whole,
 * each tool call's name before its arguments, and the reason to finish with an empty delta.
 */
final class ChatStream {
    private static final List<String> TEXTS = List.of("reasoning_content", "reasoning", "content", "refusal");
    private static final List<String> LISTS = List.of("reasoning_details", "annotations");
    private static final Set<String> CALL = Set.of("index", "id", "type", "function", "custom");

    /** Of a choice, known at its end only. */
    private static final List<String> LATE =
            List.of("finish_reason", "native_finish_reason", "stop_reason", "matched_stop");

    private final ChunkHead chunks;
    private final Map<String, RawValue> choice;
    private final Map<String, RawValue> message;
    private final Part.Fields frame = new Part.Fields();

    private ChatStream(ChunkHead chunks, Map<String, RawValue> choice) {
        this.chunks = chunks;
        this.choice = choice;
        message = RawJson.members(RawJson.needed(choice, "message"));
    }

    static void write(RawValue document, boolean includeUsage, StreamText out) {
        Map<String, RawValue> body = RawJson.members(document);
        ChunkHead chunks = new ChunkHead(body, "chat.completion", "chat.completion.chunk", includeUsage, out);
        List<RawValue> choices = RawJson.elements(RawJson.needed(body, "choices"));
        if (choices.isEmpty()) {
            throw new Inexact("no choices");
        }
        List<ChatStream> streams = choices.stream()
                .map(choice -> new ChatStream(chunks, RawJson.members(choice)))
                .toList();
        // Side by side, as a provider makes them: a client may take the first end of all it knows for the last.
        streams.forEach(ChatStream::begin);
        streams.forEach(ChatStream::fill);
        streams.forEach(ChatStream::end);
        chunks.end();
    }

    private void begin() {
        frame();
        Part.Fields first = new Part.Fields();
        RawValue role = message.get("role");
        first.setIfGiven("role", role == null ? null : Part.of(role));
        for (String name : TEXTS) {
            RawValue text = message.get(name);
            if (text != null) {
                first.set(name, RawJson.isNull(text) ? Part.nothing() : Part.of(""));
            }
        }
        delta(first);
    }

    private void fill() {
        for (String name : TEXTS) {
            text(name);
        }
        message.forEach(this::structure);
    }

    /** What every chunk of the choice repeats. */
    private void frame() {
        RawJson.index(choice, "index");
        choice.forEach((name, value) -> {
            switch (name) {
                case "message" -> frame.set("delta", Part.nothing());
                case "delta", "error" -> throw new Inexact("a choice with a field of a stream: " + name);
                case "logprobs" -> frame.set(name, Part.nothing());
                default -> frame.set(name, LATE.contains(name) ? Part.nothing() : early(name, value));
            }
        });
        frame.set("finish_reason", Part.nothing());
    }

    /** Azure judges the text in its chunks; of the whole it says {} before the end. */
    private static Part early(String name, RawValue value) {
        return name.equals("content_filter_results") ? new Part.Fields() : Part.of(value);
    }

    private void text(String name) {
        RawValue text = RawJson.given(message, name);
        if (text == null) {
            return;
        }
        if (!RawJson.isText(text)) {
            throw new Inexact("a " + name + " that is no text");
        }
        boolean carries = name.equals("content") && RawJson.given(choice, "logprobs") != null;
        if (!RawJson.isEmptyText(text) || carries) {
            Part.Fields chunk = frame.copy().set("delta", new Part.Fields().set(name, Part.of(text)));
            chunks.chunk(carries ? chunk.set("logprobs", Part.of(RawJson.needed(choice, "logprobs"))) : chunk);
        }
    }

    private void structure(String name, RawValue value) {
        if (name.equals("role") || TEXTS.contains(name) || RawJson.isEmpty(value)) {
            return;
        }
        switch (name) {
            case "tool_calls" -> calls(RawJson.elements(value));
            case "function_call" -> function(value);
            default -> {
                if (!LISTS.contains(name)) {
                    throw new Inexact("a message's field we cannot cut: " + RawJson.shown(name));
                }
                delta(new Part.Fields().set(name, Part.of(value)));
            }
        }
    }

    private void calls(List<RawValue> calls) {
        for (int index = 0; index < calls.size(); index++) {
            Map<String, RawValue> call = RawJson.members(calls.get(index), CALL);
            boolean custom = call.containsKey("custom");
            String kind = custom ? "custom" : "function";
            if (call.containsKey("custom") && call.containsKey("function")) {
                throw new Inexact("a tool call of two kinds");
            }
            Part.Fields head = new Part.Fields().set("index", index);
            head.set("id", Part.of(RawJson.needed(call, "id")));
            head.set("type", call.containsKey("type") ? Part.of(RawJson.needed(call, "type")) : Part.of(kind));
            call(RawJson.needed(call, kind), custom ? "input" : "arguments", kind, head, index);
        }
    }

    private void call(RawValue function, String argumentsName, String kind, Part.Fields head, int index) {
        Map<String, RawValue> members = RawJson.members(function, Set.of("name", argumentsName));
        Part.Fields named = new Part.Fields().set("name", Part.of(RawJson.needed(members, "name")));
        calling(head.set(kind, named.set(argumentsName, "")));
        RawValue arguments = RawJson.needed(members, argumentsName);
        Part piece = new Part.Fields().set(argumentsName, textOf(arguments));
        if (!RawJson.isEmptyText(arguments)) {
            calling(new Part.Fields().set("index", index).set(kind, piece));
        }
    }

    private void calling(Part.Fields call) {
        delta(new Part.Fields().set("tool_calls", new Part.Items().add(call)));
    }

    /** The legacy single call. */
    private void function(RawValue value) {
        Map<String, RawValue> members = RawJson.members(value, Set.of("name", "arguments"));
        Part.Fields named = new Part.Fields().set("name", Part.of(RawJson.needed(members, "name")));
        delta(new Part.Fields().set("function_call", named.set("arguments", "")));
        Part.Fields piece = new Part.Fields().set("arguments", textOf(RawJson.needed(members, "arguments")));
        delta(new Part.Fields().set("function_call", piece));
    }

    private static Part textOf(RawValue arguments) {
        if (!RawJson.isText(arguments)) {
            throw new Inexact("arguments that are no text");
        }
        return Part.of(arguments);
    }

    private void delta(Part delta) {
        chunks.chunk(frame.copy().set("delta", delta));
    }

    private void end() {
        if (RawJson.text(choice, "finish_reason").isEmpty()) {
            throw new Inexact("a choice without a reason to finish");
        }
        Part.Fields last = frame.copy().set("delta", new Part.Fields());
        choice.forEach((name, value) -> {
            if (LATE.contains(name) || name.equals("content_filter_results")) {
                last.set(name, Part.of(value));
            }
        });
        RawValue logprobs = RawJson.given(choice, "logprobs");
        if (logprobs != null && RawJson.given(message, "content") == null) {
            last.set("logprobs", Part.of(logprobs));
        }
        chunks.chunk(last);
    }
}
