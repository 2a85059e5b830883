package dev.penstock.json;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A YAML document as an unchanging tree that knows where each part was given. Prints no values: they may be keys. */
public sealed interface Yaml {
    Place place();

    /** What a value is, as a message names it. */
    String kind();

    /**
     * A single value.
     *
     * @param text as it was written, without its quotes
     */
    record Scalar(String text, Type type, Place place) implements Yaml {
        /** What YAML's core schema takes a value for. */
        public enum Type {
            TEXT,
            NUMBER,
            FLAG,
            NULL,
            /** From a variable or an option, where nothing is quoted and anything may be meant. */
            UNTYPED
        }

        @Override
        public String kind() {
            return "a single value";
        }

        @Override
        public String toString() {
            return type + " at " + place.text();
        }
    }

    /** A list. */
    record Sequence(List<Yaml> items, Place place) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A block of keys, in the order they were given. */
    record Mapping(Map<String, Field> fields, Place place) implements Yaml {
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String kind() {
            return "a block of keys";
        }

        /** The value of a key; nothing where the key is not given, or given as null. */
        public Optional<Yaml> given(String key) {
            return Optional.ofNullable(fields.get(key))
                    .map(Field::value)
                    .filter(value -> !(value instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL));
        }

        /** This block without some fields. */
        public Mapping without(Collection<String> keys) {
            Map<String, Field> fewer = new LinkedHashMap<>(fields);
            fewer.keySet().removeAll(keys);
            return new Mapping(fewer, place);
        }

        /** This block with one field added or replaced. */
        public Mapping with(String key, Field field) {
            Map<String, Field> more = new LinkedHashMap<>(fields);
            more.put(key, field);
            return new Mapping(more, place);
        }
    }

    /**
     * A key's value.
     *
     * @param place where the key stands
     */
    record Field(Place place, Yaml value) {}
}
