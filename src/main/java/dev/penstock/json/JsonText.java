package dev.penstock.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON value as its text, put together from parts: strings are escaped, other JsonText goes in as it is. */
public record JsonText(String text) {
    public static final JsonText NULL = new JsonText("null");

    private static final String HEX = "0123456789abcdef";

    /** Name, value, name, value …; a null value is written as null. */
    public static JsonText object(@Nullable Object... fields) {
        if (fields.length % 2 != 0) {
            throw new IllegalArgumentException("A JSON field without a value");
        }
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < fields.length; i += 2) {
            if (i > 0) {
                out.append(',');
            }
            quote(String.valueOf(fields[i]), out);
            out.append(':').append(of(fields[i + 1]).text);
        }
        return new JsonText(out.append('}').toString());
    }

    public static JsonText array(@Nullable Object... items) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < items.length; i++) {
            out.append(i > 0 ? "," : "").append(of(items[i]).text);
        }
        return new JsonText(out.append(']').toString());
    }

    private static JsonText object(Map<?, ?> fields) {
        List<@Nullable Object> flat = new ArrayList<>(2 * fields.size());
        fields.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return object(flat.toArray());
    }

    /** The value of a string, a number, a boolean, a collection or map of these, a JsonText, an Optional, or null. */
    public static JsonText of(@Nullable Object value) {
        return switch (value) {
            case null -> NULL;
            case JsonText json -> json;
            case JsonTree tree -> new JsonText(tree.toString());
            case Boolean truth -> new JsonText(truth.toString());
            case Integer number -> new JsonText(number.toString());
            case Long number -> new JsonText(number.toString());
            case BigDecimal number -> new JsonText(number.toPlainString());
            case Collection<?> items -> array(items.toArray());
            case Map<?, ?> fields -> object(fields);
            case Optional<?> maybe -> of(maybe.orElse(null));
            case CharSequence string -> {
                StringBuilder out = new StringBuilder(string.length() + 16);
                quote(string, out);
                yield new JsonText(out.toString());
            }
            default ->
                throw new IllegalArgumentException(
                        "No JSON for a " + value.getClass().getName());
        };
    }

    @Override
    public String toString() {
        return text;
    }

    private static void quote(CharSequence value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || isLone(value, i)) {
                        escape(c, out);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Half a surrogate pair has no UTF-8; escaped, it survives. */
    private static boolean isLone(CharSequence value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }

    private static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
