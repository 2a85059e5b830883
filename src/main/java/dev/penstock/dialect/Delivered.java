package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text an answer has delivered: its beginning kept up to a bound, its length counted beyond. */
final class Delivered {
    private final int bound;
    private final StringBuilder text = new StringBuilder();
    private long chars;

    Delivered(int bound) {
        this.bound = Math.max(0, bound);
    }

    /** Takes the text at hand; says whether there was any. */
    boolean text(JsonCursor json) {
        int length = json.appendText(text, room());
        chars += length;
        return length > 0;
    }

    /** Takes the JSON of the object or array at hand, or the text if it is one: tool arguments come as either. */
    void arguments(JsonCursor json) {
        if (!text(json)) {
            chars += json.appendJson(text, room());
        }
    }

    /** Takes all text within the content at hand: a string, an array of parts, or parts of parts. */
    void content(JsonCursor json) {
        text(json);
        for (boolean more = json.enterArray(); more; more = json.nextElement()) {
            part(json);
        }
    }

    /** As {@link #content}, or one part of it. */
    void contentOrPart(JsonCursor json) {
        if (json.isObject()) {
            part(json);
        } else {
            content(json);
        }
    }

    /** An OpenAI-like content part: {type: text, text}, Mistral's {type: thinking, thinking: […]}, Databricks' {type: reasoning, summary: […]}. */
    private void part(JsonCursor json) {
        text(json);
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            switch (name) {
                case "text", "thinking", "summary", "content", "refusal" -> content(json);
                default -> {}
            }
        }
    }

    void bytes(byte[] data, int from, int length) {
        text.append(new String(data, from, Math.min(length, room()), StandardCharsets.UTF_8));
        chars += length;
    }

    boolean isEmpty() {
        return chars == 0;
    }

    /** Where the text ends now, to come back to with {@link #backTo}. */
    Mark mark() {
        return new Mark(text.length(), chars);
    }

    void backTo(Mark mark) {
        text.setLength(mark.length);
        chars = mark.chars;
    }

    CharSequence text() {
        return text;
    }

    long chars() {
        return chars;
    }

    private int room() {
        return bound - text.length();
    }

    /** A place in the text. */
    record Mark(int length, long chars) {}
}
