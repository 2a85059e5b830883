package dev.penstock.json;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Walks one JSON text in place, builds no tree and skips what nobody asks for. Every method may throw
 * {@link JsonMalformed} and nothing else. Loops run to the end of their object or array:
 *
 * <pre>for (String name = json.enterObject(); name != null; name = json.nextField()) …</pre>
 */
public final class JsonCursor implements AutoCloseable {
    /** What {@link #count} and {@link #nano} say where the value is no number. */
    public static final long UNSAID = Long.MIN_VALUE;

    private static final int DEEPEST = 1_000;
    private static final int LONGEST_TEXT = 64 << 20;
    private static final int LONGEST_NUMBER = 1_000;

    /** Immutable. Lenient where a server's slip would hide the usage behind it: NaN, raw control characters. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private final byte[] bytes;
    private final int from;
    private final JsonParser parser;
    private @Nullable JsonToken token;

    /** Stands at the root value of the text at [from, from + length). */
    public JsonCursor(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        parser = guarded(() -> FACTORY.createParser(ObjectReadContext.empty(), bytes, from, length));
        advance();
    }

    /** Enters the object at hand: the first field's name, or null if the value is no object or an empty one. */
    public @Nullable String enterObject() {
        return token == JsonToken.START_OBJECT ? advanceToField() : null;
    }

    /** The next field's name of the object entered last, or null at its end. What was not read of the value before is skipped. */
    public @Nullable String nextField() {
        skipUnread();
        return advanceToField();
    }

    /** Enters the array at hand: true at its first element, false if the value is no array or an empty one. */
    public boolean enterArray() {
        return token == JsonToken.START_ARRAY && advance() != JsonToken.END_ARRAY;
    }

    /** The next element of the array entered last; false at its end. */
    public boolean nextElement() {
        skipUnread();
        return advance() != JsonToken.END_ARRAY;
    }

    /** Whether there is no value: the text is blank, or was read to its end. */
    public boolean isNothing() {
        return token == null;
    }

    public boolean isObject() {
        return token == JsonToken.START_OBJECT;
    }

    public boolean isArray() {
        return token == JsonToken.START_ARRAY;
    }

    public boolean isText() {
        return token == JsonToken.VALUE_STRING;
    }

    public boolean isNull() {
        return token == JsonToken.VALUE_NULL;
    }

    public boolean isTrue() {
        return token == JsonToken.VALUE_TRUE;
    }

    /** A whole number, fractions cut off and beyond long's range its bounds; UNSAID if the value is none. */
    public long count() {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                return switch (parser.getNumberType()) {
                    case INT, LONG -> parser.getLongValue();
                    default -> parser.getString().startsWith("-") ? -Long.MAX_VALUE : Long.MAX_VALUE;
                };
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                double value = parser.getDoubleValue();
                return Double.isNaN(value) ? UNSAID : (long) value;
            }
            return UNSAID;
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    /** A decimal number in billionths, rounded half up; UNSAID if the value is none. */
    public long nano() {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return UNSAID;
        }
        return Decimals.nano(guarded(parser::getString));
    }

    /** The text at hand, at most max characters of it; {@code known} itself if it says the same; null if it is no text. */
    public @Nullable String text(@Nullable String known, int max) {
        if (token != JsonToken.VALUE_STRING) {
            return null;
        }
        if (known != null && textIs(known)) {
            return known;
        }
        String text = guarded(parser::getString);
        return text.length() <= max ? text : text.substring(0, max);
    }

    /** Whether the value is this very text. */
    public boolean textIs(String expected) {
        if (token != JsonToken.VALUE_STRING) {
            return false;
        }
        try {
            int length = parser.getStringLength();
            if (length != expected.length()) {
                return false;
            }
            char[] chars = parser.getStringCharacters();
            int offset = parser.getStringOffset();
            for (int i = 0; i < length; i++) {
                if (chars[offset + i] != expected.charAt(i)) {
                    return false;
                }
            }
            return true;
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    /** Appends at most max characters of the text at hand and says how many it has; 0 if it is no text. */
    public int appendText(StringBuilder target, int max) {
        if (token != JsonToken.VALUE_STRING) {
            return 0;
        }
        try {
            int length = parser.getStringLength();
            int taken = Math.min(length, max);
            if (taken > 0) {
                target.append(parser.getStringCharacters(), parser.getStringOffset(), taken);
            }
            return length;
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    /** Appends at most max characters of the JSON of the object or array at hand, says how many it has, and passes over it. */
    public int appendJson(StringBuilder target, int max) {
        if (!isObject() && !isArray()) {
            return 0;
        }
        int start = offset();
        skipUnread();
        int size = offset() + 1 - start;
        int taken = Math.min(size, max);
        target.append(new String(bytes, from + start, taken, StandardCharsets.UTF_8));
        return size;
    }

    /** Whether the text ends here, after its one root value, but for blanks. */
    public boolean atEnd() {
        skipUnread();
        return advance() == null;
    }

    @Override
    public void close() {
        parser.close();
    }

    private int offset() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private @Nullable String advanceToField() {
        if (advance() != JsonToken.PROPERTY_NAME) {
            return null;
        }
        String name = parser.currentName();
        advance();
        return name;
    }

    private void skipUnread() {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            guarded(parser::skipChildren);
            token = parser.currentToken();
        }
    }

    private @Nullable JsonToken advance() {
        try {
            token = parser.nextToken();
            return token;
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    private static <T> T guarded(Supplier<T> step) {
        try {
            return step.get();
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    private static JsonMalformed malformed(JacksonException cause) {
        @Nullable TokenStreamLocation place = cause.getLocation(); // null where a bound was met
        return new JsonMalformed(place == null ? "JSON out of bounds" : "no JSON at byte " + place.getByteOffset());
    }
}
