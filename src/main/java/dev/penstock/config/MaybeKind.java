package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that may be left out without another standing in for it. */
record MaybeKind<T>(Kind<T> kind) implements Kind<Optional<T>> {
    // because null says that a problem was noted, which is not the same as a value left out
    @SuppressWarnings("NullableOptional")
    @Override
    public @Nullable Optional<T> read(Yaml node, String path, Findings findings) {
        T value = kind.read(node, path, findings);
        return value == null ? null : Optional.of(value);
    }

    @Override
    public Object plain(Yaml node) {
        return kind.plain(node);
    }

    @Override
    public String must() {
        return kind.must();
    }

    @Override
    public String show(Optional<T> value) {
        return value.map(kind::show).orElse("");
    }

    @Override
    public boolean holdsKeys() {
        return kind.holdsKeys();
    }

    @Override
    public Map<String, Object> schema() {
        return kind.schema();
    }
}
