package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import dev.penstock.json.JsonMalformed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be gathered from an error in any shape a provider writes it: an object, a text, a list, numbers or names as
 * codes, HTML, nothing. Only fields in which providers tell are read, so that a prompt which is echoed beside them says
 * nothing.
 */
final class ErrorSigns {
    private static final int MOST_TEXT = 8 * 1024;
    private static final int LONGEST_WORD = 100;
    private static final int MOST_DELAYS = 8;
    private static final int DEEPEST = 8;
    private static final int LATEST_BEGIN = 256;

    private final Set<ErrorKind> kinds = EnumSet.noneOf(ErrorKind.class);
    private final StringBuilder told = new StringBuilder();
    private final List<String> delays = new ArrayList<>(2);
    private @Nullable String text;
    private int status;

    private ErrorSigns() {}

    static ErrorSigns of(byte[] error, int from, int length) {
        ErrorSigns signs = new ErrorSigns();
        if (!signs.readJson(error, from, length)) {
            int brace = brace(error, from, length);
            boolean within = brace > from && signs.readJson(error, brace, length - (brace - from));
            if (!within && brace != from) {
                signs.readText(error, from, length);
            }
        }
        return signs;
    }

    /** Takes a type or code that was told elsewhere: in a header, as an event's type. */
    void word(String word) {
        ErrorKind.ofWord(word.length() <= LONGEST_WORD ? word : "").ifPresent(kinds::add);
    }

    boolean mean(ErrorKind kind) {
        return kinds.contains(kind) || kind.isSaidIn(text());
    }

    /** The HTTP status told within. */
    OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** What is told in sentences, in lower case. */
    String text() {
        if (text == null) {
            text = told.toString().toLowerCase(Locale.ROOT);
        }
        return text;
    }

    /** The times after which it may be asked again, as they were told in fields of their own. */
    List<String> delays() {
        return delays;
    }

    /** Whether there was a JSON value; one that is cut off tells what came before the cut. */
    private boolean readJson(byte[] error, int from, int length) {
        boolean began = false;
        try (JsonCursor json = new JsonCursor(error, from, length)) {
            began = json.isObject() || json.isArray() || json.isText();
            value(json, 0);
        } catch (JsonMalformed unreadable) {
            return began;
        }
        return began;
    }

    /** Where an object begins in a text such as "data: {…}". */
    private static int brace(byte[] error, int from, int length) {
        for (int at = from; at < from + Math.min(length, LATEST_BEGIN); at++) {
            if (error[at] == '{') {
                return at;
            }
        }
        return -1;
    }

    private void readText(byte[] error, int from, int length) {
        told.append(new String(error, from, Math.min(length, MOST_TEXT), StandardCharsets.UTF_8));
    }

    private void value(JsonCursor json, int depth) {
        if (json.isText()) {
            sentence(json);
            return;
        }
        if (depth == DEEPEST) {
            return;
        }
        if (json.isArray()) {
            for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                value(json, depth + 1);
            }
            return;
        }
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json, depth);
        }
    }

    private void field(String name, JsonCursor json, int depth) {
        switch (name) {
            case "type", "code", "status", "reason", "error_type", "error_code", "__type", "kind" -> word(json);
            case "status_code", "statusCode" -> number(json);
            case "message", "Message", "msg", "detail", "title", "raw", "error_description" -> value(json, depth + 1);
            case "error", "errors", "details", "innererror", "metadata", "response", "headers", "x_groq" ->
                value(json, depth + 1);
            case "choices" -> value(json, depth + 1); // OpenRouter tells errors in a choice, too
            case "flagged_input" -> word(name);
            case "retryDelay" -> delay(json.text(null, LONGEST_WORD));
            case "retry_after", "estimated_time" -> seconds(json); // Replicate; Hugging Face while a model loads
            default -> {
                if (name.equalsIgnoreCase("x-ratelimit-reset") || name.equalsIgnoreCase("retry-after")) {
                    delay(json.text(null, LONGEST_WORD)); // OpenRouter repeats an upstream's headers
                }
            }
        }
    }

    private void word(JsonCursor json) {
        String word = json.text(null, LONGEST_WORD);
        if (word == null) {
            number(json);
        } else if (word.length() == 3 && word.chars().allMatch(Character::isDigit)) {
            number(Integer.parseInt(word)); // Azure's code is "401"
        } else {
            word(word);
            sentence(json); // xAI's code is a sentence
        }
    }

    private void number(JsonCursor json) {
        long number = json.count();
        if (number >= 0 && number <= Integer.MAX_VALUE) {
            number((int) number);
        }
    }

    private void number(int number) {
        if (number >= 400 && number < 600) {
            status = number;
        } else {
            word(Integer.toString(number));
        }
    }

    private void sentence(JsonCursor json) {
        json.appendText(told, Math.max(0, MOST_TEXT - told.length()));
        told.append('\n');
        text = null;
    }

    private void seconds(JsonCursor json) {
        long nanos = json.nano();
        if (nanos > 0) {
            delay(Duration.ofNanos(nanos).toMillis() + "ms");
        } else {
            delay(json.text(null, LONGEST_WORD));
        }
    }

    private void delay(@Nullable String said) {
        if (said != null && delays.size() < MOST_DELAYS) {
            delays.add(said);
        }
    }
}
