package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model says, told in any dialect.
 *
 * @param thoughts pieces of reasoning, before the text
 * @param text pieces of the answer
 * @param tokens null where usage is not told (chat without include_usage)
 */
public record Story(
        String id,
        String model,
        List<String> thoughts,
        List<String> text,
        List<ToolCall> tools,
        Stop stop,
        @Nullable Tokens tokens) {
    public static final long CREATED = 1_763_800_000L;

    public Story {
        thoughts = List.copyOf(thoughts);
        text = List.copyOf(text);
        tools = List.copyOf(tools);
    }

    public static Story of(String... text) {
        return new Story("0123456789abcdef", "test-model", List.of(), List.of(text), List.of(), Stop.STOP, null);
    }

    /** Why the model stopped. */
    public enum Stop {
        STOP,
        LENGTH,
        STOP_SEQUENCE,
        REFUSAL,
        CONTENT_FILTER
    }

    /**
     * A call of a tool.
     *
     * @param arguments JSON text; streamed in fragments where the dialect does
     */
    public record ToolCall(String id, String name, String arguments) {
        /** The arguments in two fragments; in one where there is nothing to cut. */
        List<String> fragments() {
            int middle = arguments.length() / 2;
            return arguments.length() < 4
                    ? List.of(arguments)
                    : List.of(arguments.substring(0, middle), arguments.substring(middle));
        }

        /** The arguments as an object; none are an empty one. */
        Object object() {
            return Json.value(arguments.isEmpty() ? "{}" : arguments);
        }
    }

    /** Counts as the dialect's own fields carry them: whether cached is a part of input is the dialect's matter. */
    public record Tokens(long input, long output, long cached, long reasoning) {}

    public Story id(String other) {
        return new Story(other, model, thoughts, text, tools, stop, tokens);
    }

    public Story model(String other) {
        return new Story(id, other, thoughts, text, tools, stop, tokens);
    }

    public Story thinking(String... pieces) {
        return new Story(id, model, List.of(pieces), text, tools, stop, tokens);
    }

    public Story tool(String callId, String name, String arguments) {
        List<ToolCall> more = new ArrayList<>(tools);
        more.add(new ToolCall(callId, name, arguments));
        return new Story(id, model, thoughts, text, more, stop, tokens);
    }

    public Story stop(Stop reason) {
        return new Story(id, model, thoughts, text, tools, reason, tokens);
    }

    public Story tokens(@Nullable Tokens counts) {
        return new Story(id, model, thoughts, text, tools, stop, counts);
    }

    String fullText() {
        return String.join("", text);
    }

    String fullThoughts() {
        return String.join("", thoughts);
    }

    /** The told counts, or small ones where the dialect always has some. */
    Tokens counts() {
        return tokens != null
                ? tokens
                : new Tokens(7, text.size() + thoughts.size() + tools.size(), 0, thoughts.size());
    }
}
