package dev.penstock.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A small JSON document read whole. What is absent is a tree too, without text, items or fields. Off the hot path only. */
public final class JsonTree {
    /** The largest document read. */
    public static final int MAX_BYTES = 1 << 20;

    /** What is absent. */
    public static final JsonTree MISSING = new JsonTree(MissingNode.getInstance());

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final JsonNode node;

    private JsonTree(JsonNode node) {
        this.node = node;
    }

    /**
     * Reads one document.
     *
     * @throws JsonMalformed where it is none, or larger than {@link #MAX_BYTES}
     */
    public static JsonTree read(byte[] document) {
        return read(document, MAX_BYTES);
    }

    /**
     * The same where more is allowed.
     *
     * @param most bytes
     */
    public static JsonTree read(byte[] document, int most) {
        if (document.length > most) {
            throw new JsonMalformed("larger than " + most + " bytes");
        }
        try {
            JsonNode root = MAPPER.readTree(document);
            if (root.isMissingNode()) {
                throw new JsonMalformed("not JSON: nothing there");
            }
            return new JsonTree(root);
        } catch (JacksonException malformed) {
            var place = malformed.getLocation();
            throw new JsonMalformed(
                    place == null
                            ? "not JSON"
                            : "not JSON at line " + place.getLineNr() + ", column " + place.getColumnNr());
        }
    }

    /** The same from a text, ours or a caller's. */
    public static JsonTree read(String document) {
        return read(document.getBytes(StandardCharsets.UTF_8));
    }

    public JsonTree at(String field) {
        JsonNode found = node.get(field);
        return found == null ? MISSING : new JsonTree(found);
    }

    /** An element of an array. */
    public JsonTree at(int index) {
        JsonNode found = node.get(index);
        return found == null ? MISSING : new JsonTree(found);
    }

    /** The elements of an array; none where this is no array. */
    public List<JsonTree> items() {
        return node.isArray() ? node.valueStream().map(JsonTree::new).toList() : List.of();
    }

    /** The names of an object's fields in their order; none where this is no object. */
    public List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isArray() {
        return node.isArray();
    }

    public boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    public Optional<String> text() {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    public OptionalLong whole() {
        return node.isIntegralNumber() && node.canConvertToLong()
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }

    /** Any number, exactly as it was written. */
    public Optional<BigDecimal> decimal() {
        return node.isNumber() ? Optional.of(node.decimalValue()) : Optional.empty();
    }

    public Optional<Boolean> flag() {
        return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
    }

    public boolean isTrue() {
        return node.isBoolean() && node.booleanValue();
    }

    /** Written as null, as against not written at all. */
    public boolean isNull() {
        return node.isNull();
    }

    public boolean isMissing() {
        return node.isMissingNode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonTree tree && node.equals(tree.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    /** The tree as JSON again. */
    @Override
    public String toString() {
        return MAPPER.writeValueAsString(node);
    }
}
