package dev.penstock.dialect;

import dev.penstock.json.JsonText;
import dev.penstock.json.RawValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a JSON document being put together. What comes from a provider goes in as it was written, byte by byte. */
sealed interface Part {
    void write(ByteArrayOutputStream out);

    /** The value null. */
    static Part nothing() {
        return new Written(JsonText.NULL);
    }

    /** A value of ours: a text, a number, a truth. */
    static Part of(@Nullable Object value) {
        return new Written(JsonText.of(value));
    }

    static Part of(RawValue value) {
        return new Raw(value);
    }

    /** The document's bytes. */
    default byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out);
        return out.toByteArray();
    }

    /** A value as the provider wrote it. */
    record Raw(RawValue value) implements Part {
        @Override
        public void write(ByteArrayOutputStream out) {
            out.write(value.document(), value.from(), value.to() - value.from());
        }
    }

    /** A value as we write it. */
    record Written(JsonText json) implements Part {
        @Override
        public void write(ByteArrayOutputStream out) {
            out.writeBytes(json.text().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Strings put end to end between their quotes, escapes untouched: halves of a surrogate pair meet again. */
    final class Joined implements Part {
        private final ByteArrayOutputStream inside = new ByteArrayOutputStream();

        void add(RawValue text) {
            if (text.document()[text.from()] != '"') {
                throw new Inexact("a delta that is no text");
            }
            inside.write(text.document(), text.from() + 1, text.to() - text.from() - 2);
        }

        boolean isEmpty() {
            return inside.size() == 0;
        }

        @Override
        public void write(ByteArrayOutputStream out) {
            out.write('"');
            out.writeBytes(inside.toByteArray());
            out.write('"');
        }
    }

    /** An array. */
    final class Items implements Part {
        private final List<Part> items = new ArrayList<>();

        Items add(Part item) {
            items.add(item);
            return this;
        }

        void addAll(RawValue array) {
            RawJson.elements(array).forEach(item -> add(new Raw(item)));
        }

        Items addAll(Items others) {
            items.addAll(others.items);
            return this;
        }

        int size() {
            return items.size();
        }

        @Override
        public void write(ByteArrayOutputStream out) {
            out.write('[');
            for (int i = 0; i < items.size(); i++) {
                if (i > 0) {
                    out.write(',');
                }
                items.get(i).write(out);
            }
            out.write(']');
        }
    }

    /** An object; a name set again keeps its place. */
    final class Fields implements Part {
        private final Map<String, Part> fields = new LinkedHashMap<>();

        static Fields of(Map<String, RawValue> members) {
            Fields made = new Fields();
            members.forEach((name, value) -> made.set(name, new Raw(value)));
            return made;
        }

        Fields set(String name, Part value) {
            fields.put(name, value);
            return this;
        }

        /** The same for a value of ours. */
        Fields set(String name, @Nullable Object value) {
            return set(name, Part.of(value));
        }

        /** Sets what was given, where it was. */
        Fields setIfGiven(String name, @Nullable Part value) {
            return value == null ? this : set(name, value);
        }

        Fields setAll(Fields others) {
            fields.putAll(others.fields);
            return this;
        }

        /** The object without a name, which it may not have had. */
        Fields without(String name) {
            fields.remove(name);
            return this;
        }

        Fields copy() {
            Fields made = new Fields();
            made.fields.putAll(fields);
            return made;
        }

        boolean has(String name) {
            return fields.containsKey(name);
        }

        @Nullable
        Part at(String name) {
            return fields.get(name);
        }

        @Override
        public void write(ByteArrayOutputStream out) {
            out.write('{');
            boolean first = true;
            for (Map.Entry<String, Part> field : fields.entrySet()) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                Part.of(field.getKey()).write(out);
                out.write(':');
                field.getValue().write(out);
            }
            out.write('}');
        }
    }
}
