package dev.penstock.demo;

import dev.penstock.call.Refusal;
import dev.penstock.json.JsonTree;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what the dialects have in common: texts inside contents, required fields, bounds. */
final class Fields {
    private static final int MAX_DEPTH = 8;

    private Fields() {}

    /** Refuses a request in the words of whichever dialect it came in. */
    static RuntimeException refused(String message) {
        return Refusal.of(400, 0, message).thrown();
    }

    static String requiredText(JsonTree body, String field) {
        return body.at(field).text().orElseThrow(() -> refused("Missing required field '" + field + "' (a string)."));
    }

    static List<JsonTree> requiredItems(JsonTree body, String field) {
        List<JsonTree> items = body.at(field).items();
        if (items.isEmpty()) {
            throw refused("Missing required field '" + field + "' (a list with at least one element).");
        }
        return items;
    }

    static long limit(JsonTree limit) {
        long most = limit.whole().orElse(Long.MAX_VALUE);
        if (most < 1) {
            throw refused("The limit on output tokens is " + most + "; it must be at least 1.");
        }
        return most;
    }

    /** All text in a content: a string, a part with text, or a list of these. */
    static String text(JsonTree content) {
        return text(content, MAX_DEPTH);
    }

    private static String text(JsonTree content, int depth) {
        if (content.text().isPresent()) {
            return content.text().get();
        }
        if (depth == 0) {
            return "";
        }
        if (content.isArray()) {
            return content.items().stream()
                    .map(part -> text(part, depth - 1))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n"));
        }
        return content.isObject() ? text(content.at("text"), depth - 1) : "";
    }
}
