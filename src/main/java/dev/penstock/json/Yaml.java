package dev.penstock.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
