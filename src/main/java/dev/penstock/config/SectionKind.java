package dev.penstock.config;

import dev.penstock.json.Place;
import dev.penstock.json.Shown;
import dev.penstock.json.Yaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A block of known keys that makes one record.
 *
 * @param build called only when every key was read without a problem; may refuse what does not fit together
 */
record SectionKind<T>(List<Key<?>> keys, Function<Fields, T> build) implements Kind<T> {
    SectionKind {
        keys = List.copyOf(keys);
    }

    @Override
    public @Nullable T read(Yaml node, String path, Findings findings) {
        if (!(node instanceof Yaml.Mapping block)) {
            findings.problem(node.place(), "'" + path + "' is " + node.kind() + "; must be " + must());
            return null;
        }
        int before = findings.problemCount();
        refuseUnknown(block, path, findings);
        Map<Key<?>, Object> values = new HashMap<>();
        for (Key<?> key : keys) {
            Object value = key.read(block, below(path, key), findings);
            if (value != null) {
                values.put(key, value);
            }
        }
        if (findings.problemCount() > before) {
            return null;
        }
        T built = build.apply(new Fields(values, block, path, findings));
        return findings.problemCount() == before ? built : null;
    }

    static String below(String path, Key<?> key) {
        return path.isEmpty() ? key.name() : path + "." + key.name();
    }

    /** The record where no key is given; fails where one must be. */
    T ofDefaults() {
        T value = read(new Yaml.Mapping(Map.of(), Place.of("default")), "", new Findings(Set.of(), Map.of()));
        if (value == null) {
            throw new IllegalStateException("This section has a required key");
        }
        return value;
    }

    private void refuseUnknown(Yaml.Mapping block, String path, Findings findings) {
        List<String> known = keys.stream().map(Key::name).toList();
        String in = path.isEmpty() ? "" : " in '" + path + "'";
        block.fields().forEach((name, field) -> {
            if (!known.contains(name)) {
                findings.problem(
                        field.place(), "unknown key '" + Shown.oneLine(name) + "'" + in + Nearest.hint(name, known));
            }
        });
    }

    /** The keys that are given, and the single values that stand where others are not. */
    @Override
    public Object plain(Yaml node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            Optional<Yaml> given = node instanceof Yaml.Mapping block ? block.given(key.name()) : Optional.empty();
            given.<Object>map(key.kind()::plain)
                    .or(() ->
                            key.plainFallback().filter(value -> !(value instanceof Collection || value instanceof Map)))
                    .ifPresent(value -> fields.put(key.name(), value));
        }
        return fields;
    }

    @Override
    public String must() {
        return "a block of keys: " + keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    @Override
    public String show(T value) {
        return "";
    }

    @Override
    public boolean holdsKeys() {
        return true;
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Key<?> key : keys) {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("description", key.says());
            property.putAll(key.kind().schema());
            properties.put(key.name(), property);
            if (key.fallback() == null) {
                required.add(key.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }
}
