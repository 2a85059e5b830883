package dev.penstock.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON in the order it is told. */
public final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    /** Name, value, name, value … */
    public static Map<String, @Nullable Object> object(@Nullable Object... pairs) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return object;
    }

    /** The object with more members at its end. */
    public static Map<String, @Nullable Object> with(Map<String, @Nullable Object> object, @Nullable Object... pairs) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(object);
        more.putAll(object(pairs));
        return more;
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** Reads a JSON text back into maps and lists, for places that want a value and not a string. */
    public static Object value(String json) {
        return MAPPER.readValue(json, Object.class);
    }
}
