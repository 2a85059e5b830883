package dev.penstock.admin.revisions;

import dev.penstock.control.Document;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is not the same in two states of one object, field by field. */
final class Differences {
    private Differences() {}

    /** One JSON object for each field: its path, and its value in both; null where there is none. */
    static List<JsonText> of(Optional<Document> from, Optional<Document> to) {
        TreeMap<String, JsonTree> before = flat(from);
        TreeMap<String, JsonTree> after = flat(to);
        TreeMap<String, JsonTree> both = new TreeMap<>(before);
        both.putAll(after);
        List<JsonText> differences = new ArrayList<>();
        for (String field : both.keySet()) {
            JsonTree old = before.get(field);
            JsonTree next = after.get(field);
            if (old == null || !old.equals(next)) {
                differences.add(JsonText.object("field", field, "from", old, "to", next));
            }
        }
        return differences;
    }

    private static TreeMap<String, JsonTree> flat(Optional<Document> document) {
        TreeMap<String, JsonTree> fields = new TreeMap<>();
        document.ifPresent(one -> flatten("", one.body(), fields));
        return fields;
    }

    /** A list is one value: which of its items was moved cannot be told. */
    private static void flatten(String path, JsonTree tree, TreeMap<String, JsonTree> fields) {
        if (!tree.isObject() || tree.names().isEmpty()) {
            fields.put(path, tree);
            return;
        }
        tree.names().forEach(name -> flatten(path.isEmpty() ? name : path + "." + name, tree.at(name), fields));
    }
}
