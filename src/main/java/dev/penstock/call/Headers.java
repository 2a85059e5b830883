package dev.penstock.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Header fields in the order they came, names compared without case. Prints names only: values may be keys. */
public final class Headers {
    public static final Headers EMPTY = new Headers(new String[0]);

    /** Names at even places, values at odd ones; never changed after construction. */
    private final String[] fields;

    private Headers(String[] fields) {
        this.fields = fields;
    }

    /** Name, value, name, value … */
    public static Headers of(String... fields) {
        if (fields.length % 2 != 0) {
            throw new IllegalArgumentException("A header name without a value");
        }
        return new Headers(fields.clone());
    }

    public static Builder builder() {
        return new Builder();
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(find(name));
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                values.add(fields[i + 1]);
            }
        }
        return values;
    }

    /** The names in their order, a repeated one repeatedly. */
    public List<String> names() {
        List<String> names = new ArrayList<>(size());
        forEach((name, value) -> names.add(name));
        return names;
    }

    public int size() {
        return fields.length / 2;
    }

    public void forEach(BiConsumer<String, String> field) {
        for (int i = 0; i < fields.length; i += 2) {
            field.accept(fields[i], fields[i + 1]);
        }
    }

    public Headers without(Predicate<String> name) {
        Builder kept = builder();
        forEach((n, v) -> {
            if (!name.test(n)) {
                kept.add(n, v);
            }
        });
        return kept.build();
    }

    private @Nullable String find(String name) {
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return names().toString();
    }

    /** Collects fields in order. */
    public static final class Builder {
        private final List<String> fields = new ArrayList<>(32);

        public Builder add(String name, String value) {
            fields.add(name);
            fields.add(value);
            return this;
        }

        public Headers build() {
            return new Headers(fields.toArray(String[]::new));
        }
    }
}
