package dev.penstock.testkit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recorded answer as trees, for oracles that look at it in another way than the gateway does. */
public final class AnswerTrees {
    private static final JsonMapper JSON = new JsonMapper();

    private AnswerTrees() {}

    /** The JSON of every event of a stream, of every element of an array, or of a body; what is no JSON is left out. */
    public static List<JsonNode> of(String extension, byte[] answer) {
        List<JsonNode> trees = new ArrayList<>();
        switch (extension) {
            case "sse", "ndjson", "eventstream" ->
                WireEvents.cut(extension, answer)
                        .forEach(event ->
                                tree(event.data()).map(AnswerTrees::unwrapped).ifPresent(trees::add));
            default ->
                tree(answer).ifPresent(root -> {
                    if (root.isArray()) {
                        root.forEach(trees::add);
                    } else {
                        trees.add(root);
                    }
                });
        }
        return trees;
    }

    private static Optional<JsonNode> tree(byte[] data) {
        try {
            return Optional.of(JSON.readTree(data));
        } catch (JacksonException noJson) {
            return Optional.empty();
        }
    }

    private static JsonNode unwrapped(JsonNode event) {
        String bytes = event.path("bytes").asString("");
        return bytes.isEmpty() ? event : JSON.readTree(Base64.getDecoder().decode(bytes));
    }
}
