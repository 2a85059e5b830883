package dev.penstock.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a small value that fits a JSON Schema, as far as tools and structured outputs use one. */
final class JsonInstance {
    private static final int DEPTH = 12;

    private final JsonNode root;

    private JsonInstance(JsonNode root) {
        this.root = root;
    }

    static String of(JsonNode schema) {
        Object value = new JsonInstance(schema).value(schema, 0);
        return value == null ? "null" : Json.text(value);
    }

    private @Nullable Object value(JsonNode schema, int depth) {
        if (depth > DEPTH) {
            return null;
        }
        if (schema.has("$ref")) {
            return value(referenced(schema.path("$ref").asString()), depth + 1);
        }
        for (String choice : List.of("const", "default")) {
            if (schema.has(choice)) {
                return Json.value(schema.path(choice).toString());
            }
        }
        if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            return Json.value(schema.path("enum").get(0).toString());
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
                return value(schema.path(choice).get(0), depth + 1);
            }
        }
        return typed(schema, depth);
    }

    private @Nullable Object typed(JsonNode schema, int depth) {
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> Math.max(1, schema.path("minimum").asLong(1));
            case "number" -> 1.5;
            case "boolean" -> true;
            case "null" -> null;
            default -> "text";
        };
    }

    /** Gemini writes types in capitals; a list of types stands for its first. */
    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
        String fallback = schema.has("properties") ? "object" : "string";
        return type.asString(fallback).toLowerCase(Locale.ROOT);
    }

    private Map<String, @Nullable Object> object(JsonNode schema, int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(property -> object.put(property.getKey(), value(property.getValue(), depth + 1)));
        return object;
    }

    private Object array(JsonNode schema, int depth) {
        Object item = schema.has("items") ? value(schema.path("items"), depth + 1) : "text";
        return item == null ? List.of() : List.of(item);
    }

    private JsonNode referenced(String reference) {
        return root.at(reference.startsWith("#") ? reference.substring(1) : reference);
    }
}
