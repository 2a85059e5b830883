package dev.penstock.dialect;

import dev.penstock.json.RawValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a chat stream as its message (platform.openai.com, "Chat completion chunk object"): texts put end to
 * end, tool calls by their index, lists of log probabilities and annotations one behind the other.
 */
final class ChatFold implements ChunkFold.Choice {
    private final ChoiceEnd end = new ChoiceEnd();
    private final Constant role = new Constant("role");
    private final Map<String, Part> texts = new LinkedHashMap<>();
    private final Part.Items annotations = new Part.Items();
    private final ToolFold tools = new ToolFold();
    private ToolFold.@Nullable Call legacy;
    private final DetailsFold details = new DetailsFold();
    private @Nullable LogprobsFold logprobs;
    private boolean logprobsTold;

    static Part body(List<StreamEvent> events) {
        return new ChunkFold<ChatFold>("chat.completion.chunk", "chat.completion")
                .body(events, index -> new ChatFold());
    }

    @Override
    public void take(Map<String, RawValue> choice) {
        end.chunk();
        choice.forEach((name, value) -> {
            switch (name) {
                case "index" -> {}
                case "delta" -> RawJson.members(value).forEach(this::delta);
                case "logprobs" -> logprobs(value);
                case "error", "message" -> throw new Inexact("a choice with a field of a body: " + name);
                default -> end.take(name, value);
            }
        });
    }

    private void delta(String name, RawValue value) {
        switch (name) {
            case "role" -> role.take(value);
            case "content", "refusal", "reasoning", "reasoning_content" -> text(name, value);
            default -> {
                if (!RawJson.isNull(value)) {
                    structure(name, value);
                }
            }
        }
    }

    private void structure(String name, RawValue value) {
        switch (name) {
            case "tool_calls" -> RawJson.elements(value).forEach(tools::take);
            case "function_call" -> legacyCall().function(value, "arguments");
            case "annotations" -> annotations.addAll(value);
            case "reasoning_details" -> RawJson.elements(value).forEach(details::take);
            default -> throw new Inexact("a delta's field we cannot fold: " + RawJson.shown(name));
        }
    }

    private void text(String name, RawValue value) {
        if (RawJson.isNull(value)) {
            texts.putIfAbsent(name, Part.nothing());
            return;
        }
        Part.Joined joined = texts.get(name) instanceof Part.Joined before ? before : new Part.Joined();
        joined.add(value);
        texts.put(name, joined);
    }

    private ToolFold.Call legacyCall() {
        ToolFold.Call call = legacy;
        if (call == null) {
            call = new ToolFold.Call();
            legacy = call;
        }
        return call;
    }

    private void logprobs(RawValue value) {
        logprobsTold = true;
        if (!RawJson.isNull(value)) {
            logprobs = logprobs == null ? new LogprobsFold() : logprobs;
            logprobs.take(value);
        }
    }

    @Override
    public Part part(int index) {
        Part.Fields choice = new Part.Fields().set("index", index).set("message", message());
        if (logprobsTold) {
            choice.set("logprobs", logprobs == null ? Part.nothing() : logprobs.part());
        }
        end.addTo(choice);
        return choice;
    }

    private Part message() {
        Part.Fields message = new Part.Fields();
        message.set("role", role.partOr(Part.of("assistant")));
        message.set("content", texts.getOrDefault("content", Part.nothing()));
        texts.forEach(message::set);
        message.setIfGiven("reasoning_details", details.part());
        if (annotations.size() > 0) {
            message.set("annotations", annotations);
        }
        message.setIfGiven("tool_calls", tools.part());
        ToolFold.Call call = legacy;
        return call == null ? message : message.set("function_call", call.called("arguments"));
    }
}
