package dev.penstock.policy.rules;

import dev.penstock.json.JsonTree;
import dev.penstock.policy.rules.cel.CelValue;
import dev.penstock.policy.rules.cel.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is known of who calls: {@code cf.user}, {@code cf.country}, {@code cf.custom} and {@code metadata}. */
public final class Identity {
    /** The names a condition may use. */
    static final Names NAMES = new Names(
            Set.of("cf", "metadata"),
            Map.of("cf", Set.of("user", "country", "custom"), "cf.user", Set.of("id", "email", "groups")));

    private static final int MOST_METADATA = 5;

    private final Map<String, CelValue> values;

    private Identity(Map<String, CelValue> values) {
        this.values = values;
    }

    /**
     * As {@code {"cf":{"user":{…}},"metadata":{…}}}. Metadata with more than five entries, or with one that is a list or an
     * object, counts as none at all.
     */
    public static Identity of(JsonTree identity) {
        JsonTree metadata = identity.at("metadata");
        boolean isFlat = metadata.names().size() <= MOST_METADATA
                && metadata.names().stream().map(metadata::at).noneMatch(value -> value.isObject() || value.isArray());
        return new Identity(Map.of(
                "cf", table(identity.at("cf")), "metadata", isFlat ? table(metadata) : new CelValue.Table(Map.of())));
    }

    Map<String, CelValue> values() {
        return values;
    }

    /** A single value as text; empty where it is not there, or is none or many. */
    Optional<String> text(List<String> path) {
        CelValue value = new CelValue.Table(table());
        for (String name : path) {
            CelValue next =
                    value instanceof CelValue.Table table ? table.entries().get(new CelValue.Text(name)) : null;
            if (next == null) {
                return Optional.empty();
            }
            value = next;
        }
        return switch (value) {
            case CelValue.Text text -> Optional.of(text.text()).filter(some -> !some.isEmpty());
            case CelValue.Int whole -> Optional.of(Long.toString(whole.number()));
            case CelValue.Truth truth -> Optional.of(Boolean.toString(truth.flag()));
            case CelValue.Uint ignored -> Optional.empty();
            case CelValue.Real ignored -> Optional.empty();
            case CelValue.Octets ignored -> Optional.empty();
            case CelValue.Nothing ignored -> Optional.empty();
            case CelValue.Many ignored -> Optional.empty();
            case CelValue.Table ignored -> Optional.empty();
        };
    }

    private Map<CelValue, CelValue> table() {
        Map<CelValue, CelValue> table = new LinkedHashMap<>();
        values.forEach((name, value) -> table.put(new CelValue.Text(name), value));
        return table;
    }

    private static CelValue table(JsonTree object) {
        Map<CelValue, CelValue> entries = new LinkedHashMap<>();
        for (String name : object.names()) {
            entries.put(new CelValue.Text(name), value(object.at(name)));
        }
        return new CelValue.Table(entries);
    }

    /** The reader of JSON bounds how deep it goes. */
    private static CelValue value(JsonTree tree) {
        if (tree.isObject()) {
            return table(tree);
        }
        if (tree.isArray()) {
            List<CelValue> items = new ArrayList<>();
            tree.items().forEach(item -> items.add(value(item)));
            return new CelValue.Many(items);
        }
        OptionalLong whole = tree.whole();
        if (whole.isPresent()) {
            return new CelValue.Int(whole.getAsLong());
        }
        return tree.text()
                .<CelValue>map(CelValue.Text::new)
                .or(() -> tree.flag().map(CelValue.Truth::new))
                .or(() -> tree.decimal().map(number -> new CelValue.Real(number.doubleValue())))
                .orElseGet(CelValue.Nothing::new);
    }

    @Override
    public String toString() {
        return "Identity[•••]";
    }
}
