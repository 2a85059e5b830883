package dev.penstock.dialect;

import dev.penstock.json.JsonCursor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as providers write it, told in one line: what kind, and the message. The shapes are many: a text, an object
 * with message, type, code or status, a list of such objects.
 */
final class ErrorText {
    private static final int LONGEST = 300;
    private static final int LONGEST_KIND = 80;
    /** Providers quote the key they refuse: long words of letters and digits are not told on. */
    private static final Pattern KEY_LIKE = Pattern.compile("(?=[\\w-]*\\d)(?=[\\w-]*[A-Za-z])[\\w-]{24,}");

    private @Nullable String type;
    private @Nullable String code;
    private @Nullable String message;

    private ErrorText() {}

    /** The error at hand, or null if the value is null, false or empty. */
    static @Nullable String read(JsonCursor json) {
        ErrorText error = new ErrorText();
        boolean list = json.isArray();
        boolean told = json.isObject() || (json.isText() && !json.textIs(""));
        if (list) {
            for (boolean more = json.enterArray(); more; more = json.nextElement()) {
                told = true;
                error.value(json);
            }
        } else {
            error.value(json);
        }
        return told ? error.line() : null;
    }

    static String of(@Nullable String kind, @Nullable String message) {
        ErrorText error = new ErrorText();
        error.type = kind;
        error.message = message;
        return error.line();
    }

    private void value(JsonCursor json) {
        if (json.isText()) {
            message = json.text(null, LONGEST);
        }
        for (@Nullable String name = json.enterObject(); name != null; name = json.nextField()) {
            field(name, json);
        }
    }

    private void field(String name, JsonCursor json) {
        switch (name) {
            case "message", "Message", "detail" -> message = json.text(message, LONGEST);
            case "type", "status" -> type = said(json, type);
            case "code" -> code = said(json, code);
            default -> {}
        }
    }

    private static @Nullable String said(JsonCursor json, @Nullable String before) {
        String text = json.text(before, LONGEST_KIND);
        if (text != null) {
            return text.isEmpty() ? before : text;
        }
        long number = json.count();
        return number == JsonCursor.UNSAID ? before : Long.toString(number);
    }

    private String line() {
        String kind = type == null || "error".equals(type) ? code : type;
        String told = message == null || message.isBlank() ? "no message" : message.strip();
        String line = kind == null ? told : kind + ": " + told;
        String safe = KEY_LIKE.matcher(line).replaceAll("•••");
        return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST);
    }
}
