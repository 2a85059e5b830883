package dev.penstock.policy.limit;

import dev.penstock.json.JsonMalformed;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.Identity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values of cf-aig-metadata, as limits and policies compare them. */
public final class CallMetadata {
    public static final CallMetadata NONE = new CallMetadata(JsonTree.read("{}"), Map.of());

    private final JsonTree json;
    private final Map<String, String> texts;

    private CallMetadata(JsonTree json, Map<String, String> texts) {
        this.json = json;
        this.texts = texts;
    }

    /** From a flat JSON object; numbers and booleans count as they are written. What cannot be read is none. */
    public static CallMetadata of(Optional<String> json) {
        return json.map(CallMetadata::read).orElse(NONE);
    }

    private static CallMetadata read(String text) {
        try {
            JsonTree tree = JsonTree.read(text);
            Map<String, String> texts = new LinkedHashMap<>();
            for (String name : tree.names()) {
                JsonTree value = tree.at(name);
                texts.put(name, value.text().orElseGet(value::toString));
            }
            return new CallMetadata(tree, texts);
        } catch (JsonMalformed e) {
            // Metadata is a note, not a condition: a call goes on without it.
            return NONE;
        }
    }

    Map<String, String> texts() {
        return texts;
    }

    Identity identity() {
        return Identity.of(JsonTree.read(JsonText.object("metadata", json).text()));
    }

    @Override
    public String toString() {
        return "CallMetadata[•••]";
    }
}
