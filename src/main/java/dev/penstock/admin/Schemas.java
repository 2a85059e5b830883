package dev.penstock.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON schemas, put together from parts. A field whose name ends with "?" may be missing. */
public final class Schemas {
    public static final Map<String, Object> TEXT = Map.of("type", "string");
    public static final Map<String, Object> WHOLE = Map.of("type", "integer");
    public static final Map<String, Object> NUMBER = Map.of("type", "number");
    public static final Map<String, Object> FLAG = Map.of("type", "boolean");
    public static final Map<String, Object> TIME = Map.of("type", "string", "format", "date-time");
    public static final Map<String, Object> ANY = Map.of();

    private Schemas() {}

    /** Name, schema, name, schema …; nothing else is in the object. */
    @SuppressWarnings("unchecked") // because a schema is a map by construction: see the constants above
    public static Map<String, Object> object(Object... fields) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            String name = (String) fields[i];
            boolean isOptional = name.endsWith("?");
            String plain = isOptional ? name.substring(0, name.length() - 1) : name;
            properties.put(plain, (Map<String, Object>) fields[i + 1]);
            if (!isOptional) {
                required.add(plain);
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    public static Map<String, Object> list(Map<String, Object> item) {
        return Map.of("type", "array", "items", item);
    }

    public static Map<String, Object> oneOf(String... words) {
        return Map.of("type", "string", "enum", List.of(words));
    }

    public static Map<String, Object> orNull(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }

    /** The usual envelope round a result. */
    public static Map<String, Object> result(Map<String, Object> result) {
        return object("success", FLAG, "result", result, "errors", list(ANY), "messages", list(ANY));
    }

    /** The usual envelope round a page of a list. */
    public static Map<String, Object> page(Map<String, Object> item) {
        Map<String, Object> mark =
                object("page", WHOLE, "per_page", WHOLE, "count", WHOLE, "total_count", WHOLE, "total_pages", WHOLE);
        return object(
                "success", FLAG, "result", list(item), "result_info", mark, "errors", list(ANY), "messages", list(ANY));
    }
}
