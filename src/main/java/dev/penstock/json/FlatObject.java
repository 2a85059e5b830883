package dev.penstock.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** A JSON object of texts, exact numbers and flags, with nothing nested. A null member is an absent one. */
public final class FlatObject {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Each value is a String, a BigDecimal or a Boolean. */
    private final Map<String, Object> members;

    private FlatObject(Map<String, Object> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    /**
     * Reads one object and nothing behind it.
     *
     * @throws IllegalArgumentException saying what was expected and where; it quotes nothing of the text
     */
    public static FlatObject parse(String json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(parser, "'{' was expected");
            }
            FlatObject read = object(parser);
            if (parser.nextToken() != null) {
                throw malformed(parser, "something follows the object");
            }
            return read;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    public Set<String> names() {
        return members.keySet();
    }

    /** @throws IllegalArgumentException where the member is not a text */
    public Optional<String> text(String name) {
        return member(name, String.class, "a text");
    }

    /** @throws IllegalArgumentException where the member is not a number */
    public Optional<BigDecimal> number(String name) {
        return member(name, BigDecimal.class, "a number");
    }

    /** Whether the member is true; an absent one is not. */
    public boolean flag(String name) {
        return member(name, Boolean.class, "true or false").orElse(false);
    }

    /** The member in plain text, whatever it is; a number as it is exactly, so that 1.0 is not 1. */
    public Optional<String> plain(String name) {
        return Optional.ofNullable(members.get(name)).map(Object::toString);
    }

    private <T> Optional<T> member(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("'" + name + "' is not " + expected);
        }
        return Optional.of(type.cast(value));
    }

    private static FlatObject object(JsonParser parser) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token != JsonToken.VALUE_NULL) {
                members.put(name, value(parser, token));
            }
        }
        return new FlatObject(members);
    }

    private static Object value(JsonParser parser, JsonToken token) {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (token.isNumeric()) {
            return parser.getDecimalValue();
        }
        if (token.isBoolean()) {
            return token == JsonToken.VALUE_TRUE;
        }
        throw malformed(parser, "a text, a number, true or false was expected");
    }

    private static IllegalArgumentException malformed(JsonParser parser, String what) {
        return malformed(
                what,
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr());
    }

    /** Without the library's own message, because it quotes the text. */
    private static IllegalArgumentException malformed(JacksonException e) {
        return e.getLocation() == null
                ? new IllegalArgumentException("it is no JSON")
                : malformed(
                        "it is no JSON",
                        e.getLocation().getLineNr(),
                        e.getLocation().getColumnNr());
    }

    private static IllegalArgumentException malformed(String what, int line, int column) {
        return new IllegalArgumentException(what + ", at line " + line + ", column " + column);
    }
}
