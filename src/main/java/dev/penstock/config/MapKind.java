package dev.penstock.config;

import dev.penstock.json.Shown;
import dev.penstock.json.Yaml;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A block whose keys are names of one sort, bounded.
 *
 * @param sort what a name names: "provider"
 * @param known the names there are; empty where any name will do
 */
record MapKind<T>(String sort, Kind<T> value, int most, Function<Findings, Collection<String>> known)
        implements Kind<Map<String, T>> {

    @Override
    public @Nullable Map<String, T> read(Yaml node, String path, Findings findings) {
        if (!(node instanceof Yaml.Mapping mapping)) {
            findings.problem(node.place(), "'" + path + "' is " + node.kind() + "; must be " + must());
            return null;
        }
        if (mapping.fields().size() > most) {
            int size = mapping.fields().size();
            findings.problem(node.place(), "'" + path + "' has " + size + " keys; must have at most " + most);
            return null;
        }
        int before = findings.problemCount();
        Map<String, T> values = new LinkedHashMap<>();
        mapping.fields().forEach((name, field) -> {
            if (isKnown(name, field, findings)) {
                T read = value.read(field.value(), path + "." + Shown.oneLine(name), findings);
                if (read != null) {
                    values.put(name, read);
                }
            }
        });
        return findings.problemCount() == before ? Collections.unmodifiableMap(values) : null;
    }

    private boolean isKnown(String name, Yaml.Field field, Findings findings) {
        Collection<String> names = known.apply(findings);
        if (names.isEmpty() || names.contains(name)) {
            return true;
        }
        findings.problem(
                field.place(), "unknown " + sort + " '" + Shown.oneLine(name) + "'" + Nearest.hint(name, names));
        return false;
    }

    @Override
    public Object plain(Yaml node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (node instanceof Yaml.Mapping block) {
            block.fields().forEach((name, field) -> fields.put(name, value.plain(field.value())));
        }
        return fields;
    }

    @Override
    public String must() {
        return "a block of keys, each a " + sort;
    }

    @Override
    public String show(Map<String, T> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + value.show(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public boolean holdsKeys() {
        return true;
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("maxProperties", most);
        schema.put("additionalProperties", value.schema());
        return schema;
    }
}
