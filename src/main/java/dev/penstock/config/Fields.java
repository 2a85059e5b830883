package dev.penstock.config;

import dev.penstock.json.Place;
import dev.penstock.json.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of one block, each under the key that read it. */
final class Fields {
    private final Map<Key<?>, Object> values;
    private final Yaml.Mapping block;
    private final String path;
    private final Findings findings;

    Fields(Map<Key<?>, Object> values, Yaml.Mapping block, String path, Findings findings) {
        this.values = values;
        this.block = block;
        this.path = path;
        this.findings = findings;
    }

    Yaml.Mapping block() {
        return block;
    }

    // because a value was put in by the very key it is asked with, so it has that key's type
    @SuppressWarnings("unchecked")
    <T> T get(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("'" + key.name() + "' is not a key of this block");
        }
        return (T) value;
    }

    /** The slugs of all providers there are. */
    Set<String> providers() {
        return findings.providers();
    }

    /** A variable of the process, by a name the file gives. */
    Optional<String> variable(String name) {
        return findings.variable(name);
    }

    /** Notes that a key's value does not fit the others; the message goes on after the key's name. */
    void refuse(Key<?> key, String message) {
        Yaml.Field field = block.fields().get(key.name());
        Place place = field == null ? block.place() : field.value().place();
        findings.problem(place, "'" + SectionKind.below(path, key) + "' " + message);
    }

    /** The same for one item of a list; the inner path is below the item. */
    void refuseItem(Key<?> key, int index, String inner, String message) {
        Yaml.Field field = block.fields().get(key.name());
        List<Yaml> items = field != null && field.value() instanceof Yaml.Sequence list ? list.items() : List.of();
        Place place = index < items.size() ? items.get(index).place() : block.place();
        findings.problem(place, "'" + SectionKind.below(path, key) + "[" + index + "]" + inner + "' " + message);
    }
}
