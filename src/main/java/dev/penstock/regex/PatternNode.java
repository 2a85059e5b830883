package dev.penstock.regex;

import java.util.List;
import java.util.function.IntPredicate;

/** What a pattern says, as a tree. */
sealed interface PatternNode {
    /** One character out of a set; its weight is the number of comparisons that may take. */
    record One(IntPredicate set, int weight) implements PatternNode {}

    /** A place between characters. */
    record Place(Where where) implements PatternNode {}

    /** One after the other; without parts it matches the empty text. */
    record Sequence(List<PatternNode> parts) implements PatternNode {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One or another. */
    record Choice(List<PatternNode> parts) implements PatternNode {
        public Choice {
            parts = List.copyOf(parts);
        }
    }

    /** The same several times; a negative {@code most} means without end. */
    record Repeat(PatternNode part, int least, int most) implements PatternNode {}

    /** Places between characters. */
    enum Where {
        TEXT_START,
        TEXT_END,
        LINE_START,
        LINE_END,
        WORD_EDGE,
        NO_WORD_EDGE
    }
}
