package dev.penstock.app.cli;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Request bodies from what stands on a command line. */
final class Bodies {
    private Bodies() {}

    /** {@code name=value} pairs over the fields there are; a value that reads as JSON is JSON, any other is a text. */
    static JsonText with(Map<String, Object> fields, List<String> pairs) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new CommandFailed("'" + pair + "' must be written NAME=VALUE");
            }
            all.put(pair.substring(0, equals), value(pair.substring(equals + 1)));
        }
        return JsonText.of(all);
    }

    /** The fields of an object, as a body can take them. */
    static Map<String, Object> fields(JsonTree object, List<String> names) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : names) {
            if (!object.at(name).isMissing()) {
                fields.put(name, object.at(name));
            }
        }
        return fields;
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Object> all = new ArrayList<>(List.of(namesAndValues));
        for (int i = 0; i < all.size(); i += 2) {
            fields.put((String) all.get(i), all.get(i + 1));
        }
        return fields;
    }

    private static Object value(String text) {
        try {
            return JsonTree.read(text);
        } catch (JsonMalformed plain) {
            return text;
        }
    }
}
