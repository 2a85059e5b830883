package dev.penstock.route;

import dev.penstock.regex.LinearPattern;
import java.math.BigDecimal;
import java.util.List;

/** What a conditional element asks, in MongoDB's way of writing. */
public sealed interface Condition {
    /** Every one of them; true where there are none. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one of them. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** The opposite. */
    record Not(Condition part) implements Condition {}

    /** The field has this value. */
    record Equal(FieldPath field, Value value) implements Condition {}

    /** The field has one of these values. */
    record In(FieldPath field, List<Value> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }
    }

    /** The field compares with a bound of its own kind: numbers with numbers, texts with texts. */
    record Ordered(FieldPath field, Order order, Value bound) implements Condition {}

    /** The field is there, whatever its value. */
    record Exists(FieldPath field) implements Condition {}

    /** Some part of the field's text matches. */
    record Matches(FieldPath field, LinearPattern pattern) implements Condition {}

    /** How a field stands to a bound. */
    enum Order {
        ABOVE,
        AT_LEAST,
        BELOW,
        AT_MOST
    }

    /** What a field is compared with. */
    sealed interface Value {
        /** A text. */
        record Text(String text) implements Value {}

        /** A number, exactly as it was written. */
        record Numeric(BigDecimal number) implements Value {}

        /** True or false. */
        record Flag(boolean flag) implements Value {}

        /** JSON's null; a field that is absent equals it. */
        record Nothing() implements Value {}
    }
}
