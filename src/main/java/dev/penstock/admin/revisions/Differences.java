package dev.penstock.admin.revisions;

import dev.penstock.control.Document;
import dev.penstock.json.JsonText;
import dev.penstock.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is not the same in two states of one object, field by field. */
final class Differences {
    private Differences() {}

    /** One JSON object for each field: its path, and its value in both; null where there is none. */
    static List<JsonText> of(Optional<Document> from, Optional<Document> to) {
        Map<String, JsonTree> before = flat(from);
        Map<String, JsonTree> after = flat(to);
        Set<String> both = new TreeSet<>(before.keySet());
        both.addAll(after.keySet());
        List<JsonText> differences = new ArrayList<>();
        for (String field : both) {
            Optional<JsonTree> old = Optional.ofNullable(before.get(field));
            Optional<JsonTree> next = Optional.ofNullable(after.get(field));
            if (!old.equals(next)) {
                differences.add(JsonText.object("field", field, "from", old, "to", next));
            }
        }
        return differences;
    }

    private static Map<String, JsonTree> flat(Optional<Document> document) {
        Map<String, JsonTree> fields = new TreeMap<>();
        document.ifPresent(one -> flatten("", one.body(), fields));
        return fields;
    }

    /** A list is one value: which of its items was moved cannot be told. */
    private static void flatten(String path, JsonTree tree, Map<String, JsonTree> fields) {
        if (!tree.isObject() || tree.names().isEmpty()) {
            fields.put(path, tree);
            return;
        }
        tree.names().forEach(name -> flatten(path.isEmpty() ? name : path + "." + name, tree.at(name), fields));
    }
}
