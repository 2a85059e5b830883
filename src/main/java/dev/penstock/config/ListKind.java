package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of values of one kind, bounded.
 *
 * @param orOne whether a single value may stand for a list of one
 */
record ListKind<T>(Kind<T> item, int most, boolean orOne) implements Kind<List<T>> {
    static <T> ListKind<T> of(Kind<T> item, int most) {
        return new ListKind<>(item, most, false);
    }

    static <T> ListKind<T> orOne(Kind<T> item, int most) {
        return new ListKind<>(item, most, true);
    }

    @Override
    public @Nullable List<T> read(Yaml node, String path, Findings findings) {
        if (orOne && node instanceof Yaml.Scalar) {
            T only = item.read(node, path, findings);
            return only == null ? null : List.of(only);
        }
        if (!(node instanceof Yaml.Sequence sequence)) {
            findings.problem(node.place(), "'" + path + "' is " + node.kind() + "; must be " + must());
            return null;
        }
        int size = sequence.items().size();
        if (size > most) {
            findings.problem(node.place(), "'" + path + "' has " + size + " items; must have at most " + most);
            return null;
        }
        int before = findings.problemCount();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            T value = item.read(sequence.items().get(i), path + "[" + i + "]", findings);
            if (value != null) {
                values.add(value);
            }
        }
        return findings.problemCount() == before ? List.copyOf(values) : null;
    }

    @Override
    public Object plain(Yaml node) {
        return node instanceof Yaml.Sequence list
                ? list.items().stream().map(item::plain).toList()
                : List.of(item.plain(node));
    }

    @Override
    public String must() {
        return "a list, each item " + item.must();
    }

    @Override
    public String show(List<T> value) {
        return value.stream().map(item::show).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public boolean holdsKeys() {
        return item.holdsKeys();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("maxItems", most);
        list.put("items", item.schema());
        return orOne ? Map.of("oneOf", List.of(item.schema(), list)) : list;
    }
}
