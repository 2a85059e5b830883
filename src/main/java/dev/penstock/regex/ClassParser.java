package dev.penstock.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Reads what stands in square brackets. */
final class ClassParser {
    private final PatternScan scan;
    private final List<IntPredicate> parts = new ArrayList<>();

    ClassParser(PatternScan scan) {
        this.scan = scan;
    }

    /** A set and how many comparisons asking it takes. */
    record Set(IntPredicate test, int weight) {}

    /** After the opening bracket. */
    Set set() {
        boolean negated = scan.takes('^');
        boolean isFirst = true;
        while (isFirst || !scan.takes(']')) {
            if (scan.isDone()) {
                throw scan.malformed("A class is not closed: expected ']'");
            }
            part();
            isFirst = false;
        }
        List<IntPredicate> all = List.copyOf(parts);
        IntPredicate any = c -> {
            for (IntPredicate part : all) {
                if (part.test(c)) {
                    return true;
                }
            }
            return false;
        };
        return new Set(negated ? any.negate() : any, all.size());
    }

    private void part() {
        IntPredicate named = named();
        if (named != null) {
            parts.add(named);
            return;
        }
        int first = character();
        if (!scan.startsWith("-") || scan.startsWith("-]")) {
            parts.add(CharacterSets.between(first, first));
            return;
        }
        scan.next();
        int last = character();
        if (last < first) {
            throw scan.malformed("A range that ends before it begins");
        }
        parts.add(CharacterSets.between(first, last));
    }

    private @Nullable IntPredicate named() {
        if (scan.takes("[:")) {
            boolean negated = scan.takes('^');
            StringBuilder name = new StringBuilder();
            while (!scan.takes(":]")) {
                name.appendCodePoint(scan.next());
            }
            IntPredicate set = CharacterSets.posix(name.toString())
                    .orElseThrow(() -> scan.malformed("Unknown class '[:" + name + ":]'"));
            return negated ? set.negate() : set;
        }
        if (!scan.startsWith("\\")) {
            return null;
        }
        scan.next();
        if (scan.isDone()) {
            throw scan.malformed("A class is not closed: expected ']'");
        }
        IntPredicate set = scan.namedSet();
        if (set != null) {
            return set;
        }
        int first = scan.escapedCharacter();
        return rangeFrom(first);
    }

    /** An escaped character may begin a range too. */
    private IntPredicate rangeFrom(int first) {
        if (!scan.startsWith("-") || scan.startsWith("-]")) {
            return CharacterSets.between(first, first);
        }
        scan.next();
        int last = character();
        if (last < first) {
            throw scan.malformed("A range that ends before it begins");
        }
        return CharacterSets.between(first, last);
    }

    private int character() {
        int c = scan.next();
        if (c != '\\') {
            return c;
        }
        if (scan.isDone()) {
            throw scan.malformed("A class is not closed: expected ']'");
        }
        return scan.escapedCharacter();
    }
}
