package dev.penstock.policy.rules.cel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A value of CEL (github.com/google/cel-spec/blob/master/doc/langdef.md#values). */
public sealed interface CelValue {
    /** A signed whole number. */
    record Int(long number) implements CelValue {}

    /** An unsigned whole number, in the bits of a long. */
    record Uint(long bits) implements CelValue {}

    /** A number with a fraction. */
    record Real(double number) implements CelValue {}

    /** A text. */
    record Text(String text) implements CelValue {}

    /** Bytes. */
    record Octets(byte[] bytes) implements CelValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Octets[" + bytes.length + "]";
        }
    }

    /** True or false. */
    record Truth(boolean flag) implements CelValue {}

    /** The null of JSON. */
    record Nothing() implements CelValue {}

    /** A list. */
    record Many(List<CelValue> items) implements CelValue {
        public Many {
            items = List.copyOf(items);
        }
    }

    /** A map; a call's identity is one of texts. */
    record Table(Map<CelValue, CelValue> entries) implements CelValue {}

    /** The word CEL has for its type. */
    default String type() {
        return switch (this) {
            case Int ignored -> "int";
            case Uint ignored -> "uint";
            case Real ignored -> "double";
            case Text ignored -> "string";
            case Octets ignored -> "bytes";
            case Truth ignored -> "bool";
            case Nothing ignored -> "null";
            case Many ignored -> "list";
            case Table ignored -> "map";
        };
    }
}
