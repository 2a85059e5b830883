package dev.penstock.meter.golden;

import java.util.Map;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON trees of the answers that are made from the table. NaN stays NaN, as careless servers write it. */
final class Tree {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private Tree() {}

    static JsonNode of(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ObjectNode object(String text) {
        return of(text).asObject();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static String text(JsonNode tree) {
        return JSON.writeValueAsString(tree);
    }

    /** Both, the later one's members over the earlier one's; null says nothing, arrays are joined. */
    static JsonNode over(JsonNode earlier, JsonNode later) {
        if (!earlier.isObject() || !later.isObject()) {
            return later.isNull() ? earlier : later;
        }
        ObjectNode both = earlier.asObject().deepCopy();
        for (Map.Entry<String, JsonNode> member : later.properties()) {
            JsonNode known = both.get(member.getKey());
            both.set(member.getKey(), known == null ? member.getValue() : over(known, member.getValue()));
        }
        return both;
    }

    /** Adds the members of another object, the elements of its arrays behind those that are there. */
    static ObjectNode with(ObjectNode object, ObjectNode more) {
        for (Map.Entry<String, JsonNode> member : more.properties()) {
            JsonNode known = object.get(member.getKey());
            if (known instanceof ArrayNode array && member.getValue() instanceof ArrayNode others) {
                array.addAll(others);
            } else {
                object.set(member.getKey(), member.getValue());
            }
        }
        return object;
    }
}
