package dev.penstock.config;

import dev.penstock.json.Place;
import dev.penstock.json.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** Notes what is wrong at a place below this block; the way there as JSON names it. */
    void refuseBelow(List<String> way, String message) {
        Yaml node = block;
        for (String name : way) {
            Yaml below = below(node, name);
            if (below == null) {
                break;
            }
            node = below;
        }
        findings.problem(node.place(), "'" + path + "." + String.join(".", way) + "': " + message);
    }

    private static @Nullable Yaml below(Yaml node, String name) {
        return switch (node) {
            case Yaml.Scalar ignored -> null;
            case Yaml.Mapping mapping -> {
                Yaml.Field field = mapping.fields().get(name);
                yield field == null ? null : field.value();
            }
            case Yaml.Sequence list -> {
                boolean isItem = name.matches("[0-9]{1,6}")
                        && Integer.parseInt(name) < list.items().size();
                yield isItem ? list.items().get(Integer.parseInt(name)) : null;
            }
        };
    }

    /** The same for one item of a list; the inner path is below the item. */
    void refuseItem(Key<?> key, int index, String inner, String message) {
        Yaml.Field field = block.fields().get(key.name());
        List<Yaml> items = field != null && field.value() instanceof Yaml.Sequence list ? list.items() : List.of();
        Place place = index < items.size() ? items.get(index).place() : block.place();
        findings.problem(place, "'" + SectionKind.below(path, key) + "[" + index + "]" + inner + "' " + message);
    }
}
