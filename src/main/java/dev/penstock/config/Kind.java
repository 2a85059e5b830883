package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a key may hold: how it is read, how its bounds are said, how an editor checks it. */
sealed interface Kind<T> permits ScalarKind, ListKind, MapKind, MaybeKind, SectionKind, TextOrBlockKind, TreeKind {
    /** The value, or null after the problem was noted. */
    @Nullable
    T read(Yaml node, String path, Findings findings);

    /** What a value must be, as the end of a sentence: "0 to 65535". */
    String must();

    /** A value as the file would give it. */
    String show(T value);

    /** Whether it holds keys of its own, which are noted one by one. */
    default boolean holdsKeys() {
        return false;
    }

    /** A value that was read without a problem, as JSON has it; secrets are masked. */
    default Object plain(Yaml node) {
        return switch (node) {
            case Yaml.Scalar scalar -> scalar.text();
            case Yaml.Sequence list -> list.items().stream().map(this::plain).toList();
            case Yaml.Mapping block -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                block.fields().forEach((name, field) -> fields.put(name, plain(field.value())));
                yield fields;
            }
        };
    }

    /** The same bounds as JSON schema. */
    Map<String, Object> schema();
}
