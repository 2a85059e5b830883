package dev.penstock.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON value by the place where its bytes stand, so that a part of a document can be sent on exactly as it was
 * written. Prints its length only: it may be a prompt.
 */
public record RawValue(byte[] document, int from, int to) {
    private static final int MOST_MEMBERS = 1_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    /** Reads a whole document; trailing bytes other than white space are refused. */
    public static RawValue parse(byte[] document) {
        utf8(document);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            parser.nextToken();
            RawValue value = place(parser, document);
            if (parser.nextToken() != null) {
                throw new JsonMalformed("more than one value");
            }
            return value;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /**
     * The members of a document that is one object, in one reading of it; otherwise as {@link #parse} and {@link #members}.
     */
    public static Map<String, RawValue> object(byte[] document) {
        utf8(document);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonMalformed("no JSON object");
            }
            Map<String, RawValue> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                put(members, name, place(parser, document));
            }
            if (parser.nextToken() != null) {
                throw new JsonMalformed("more than one value");
            }
            return members;
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    public boolean isArray() {
        return document[from] == '[';
    }

    public boolean isObject() {
        return document[from] == '{';
    }

    /** The members of an object in their order; names given twice are refused, and so are more than 1000 of them. */
    public Map<String, RawValue> members() {
        Map<String, RawValue> members = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document, from, to - from)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                put(members, name, within(parser));
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
        return members;
    }

    /** The first elements of an array, in their order, no more than told. */
    public List<RawValue> elements(int most) {
        List<RawValue> elements = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document, from, to - from)) {
            parser.nextToken();
            while (elements.size() < most && parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(within(parser));
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
        return elements;
    }

    /** The text of a string value; empty where it is none. */
    public Optional<String> text() {
        if (document[from] != '"') {
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document, from, to - from)) {
            parser.nextToken();
            return Optional.of(parser.getString());
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /** The value as it was written. */
    public String written() {
        return new String(document, from, to - from, StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        return Arrays.copyOfRange(document, from, to);
    }

    @Override
    public String toString() {
        return "RawValue[" + (to - from) + " bytes]";
    }

    private static void put(Map<String, RawValue> members, String name, RawValue value) {
        if (members.put(name, value) != null) {
            throw new JsonMalformed("ambiguous: an object has a member twice");
        }
        if (members.size() > MOST_MEMBERS) {
            throw new JsonMalformed("too large: an object has more than " + MOST_MEMBERS + " members");
        }
    }

    private RawValue within(JsonParser parser) {
        RawValue placed = place(parser, document);
        return new RawValue(document, placed.from + from, placed.to + from);
    }

    private static RawValue place(JsonParser parser, byte[] document) {
        if (parser.currentToken() == null) {
            throw new JsonMalformed("no value");
        }
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        return new RawValue(
                document, start, Math.toIntExact(parser.currentLocation().getByteOffset()));
    }

    /** The library would read UTF-16 and UTF-32 too, and skip a byte order mark: then places are not those of bytes. */
    private static void utf8(byte[] document) {
        for (int i = 0; i < Math.min(4, document.length); i++) {
            if (document[i] == 0 || (document[i] & 0xff) >= 0xef) {
                throw new JsonMalformed("not plain UTF-8: it begins with a byte order mark, or is UTF-16 or UTF-32");
            }
        }
    }

    private static JsonMalformed malformed(JacksonException e) {
        // The library's message quotes the text; only the place is ours to tell.
        return new JsonMalformed("not valid JSON at byte "
                + (e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
    }
}
