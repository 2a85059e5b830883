package dev.penstock.regex;

import dev.penstock.regex.PatternNode.Choice;
import dev.penstock.regex.PatternNode.One;
import dev.penstock.regex.PatternNode.Place;
import dev.penstock.regex.PatternNode.Repeat;
import dev.penstock.regex.PatternNode.Sequence;
import dev.penstock.regex.PatternNode.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Reads a pattern by recursive descent, at most {@value #DEEPEST} groups deep. */
final class PatternParser {
    private static final int DEEPEST = 50;
    private static final int MOST_REPETITIONS = 1_000;

    private final PatternScan scan;
    private Flags flags = new Flags(false, false, false);
    private int depth;

    /** What (?ims) switches. */
    private record Flags(boolean foldsCase, boolean lines, boolean dotIsAll) {}

    PatternParser(String text) {
        this.scan = new PatternScan(text);
    }

    PatternNode whole() {
        PatternNode node = choice();
        if (!scan.isDone()) {
            throw scan.malformed("There is no group for this ')' to close");
        }
        return node;
    }

    private PatternNode choice() {
        if (++depth > DEEPEST) {
            throw scan.malformed("Groups lie more than " + DEEPEST + " deep");
        }
        Flags before = flags;
        List<PatternNode> parts = new ArrayList<>();
        parts.add(sequence());
        while (scan.takes('|')) {
            parts.add(sequence());
        }
        flags = before;
        depth--;
        return parts.size() == 1 ? parts.getFirst() : new Choice(parts);
    }

    private PatternNode sequence() {
        List<PatternNode> parts = new ArrayList<>();
        while (!scan.isDone() && scan.peek() != '|' && scan.peek() != ')') {
            PatternNode atom = atom();
            if (atom != null) {
                parts.add(repeated(atom));
            }
        }
        return new Sequence(parts);
    }

    private PatternNode repeated(PatternNode atom) {
        PatternNode node = atom;
        for (int count = 0; !scan.isDone(); count++) {
            int least;
            int most;
            if (scan.takes('*')) {
                least = 0;
                most = -1;
            } else if (scan.takes('+')) {
                least = 1;
                most = -1;
            } else if (scan.takes('?')) {
                least = 0;
                most = 1;
            } else {
                int[] counted = scan.counted(MOST_REPETITIONS);
                if (counted.length == 0) {
                    return node;
                }
                least = counted[0];
                most = counted[1];
            }
            if (count > 0) {
                throw scan.malformed("There is nothing for this repetition to repeat");
            }
            // Lazy or greedy makes a difference only to what is captured.
            scan.takes('?');
            node = new Repeat(node, least, most);
        }
        return node;
    }

    private @Nullable PatternNode atom() {
        int c = scan.next();
        return switch (c) {
            case '(' -> group();
            case '[' -> one(new ClassParser(scan).set(), true);
            case '.' -> new One(flags.dotIsAll ? any -> true : any -> any != '\n', 1);
            case '^' -> new Place(flags.lines ? Where.LINE_START : Where.TEXT_START);
            case '$' -> new Place(flags.lines ? Where.LINE_END : Where.TEXT_END);
            case '*', '+', '?' -> throw scan.malformed("There is nothing for this repetition to repeat");
            case '\\' -> escape();
            default -> literal(c);
        };
    }

    private PatternNode escape() {
        if (scan.isDone()) {
            throw scan.malformed("The pattern ends with a backslash");
        }
        return switch (scan.peek()) {
            case 'A' -> place(Where.TEXT_START);
            case 'z' -> place(Where.TEXT_END);
            case 'b' -> place(Where.WORD_EDGE);
            case 'B' -> place(Where.NO_WORD_EDGE);
            case 'Q' -> quoted();
            default -> {
                IntPredicate set = scan.namedSet();
                yield set == null ? literal(scan.escapedCharacter()) : one(new ClassParser.Set(set, 1), false);
            }
        };
    }

    private PatternNode place(Where where) {
        scan.next();
        return new Place(where);
    }

    private PatternNode quoted() {
        scan.next();
        List<PatternNode> parts = new ArrayList<>();
        while (!scan.isDone() && !scan.takes("\\E")) {
            parts.add(literal(scan.next()));
        }
        return new Sequence(parts);
    }

    private PatternNode literal(int c) {
        return one(new ClassParser.Set(other -> other == c, 1), true);
    }

    private PatternNode one(ClassParser.Set set, boolean folds) {
        boolean folded = folds && flags.foldsCase;
        return new One(
                folded ? CharacterSets.folded(set.test()) : set.test(), folded ? 4 * set.weight() : set.weight());
    }

    private @Nullable PatternNode group() {
        if (!scan.takes('?')) {
            return closed(choice());
        }
        if (scan.takes("P<")
                || (scan.startsWith("<") && !scan.startsWith("<=") && !scan.startsWith("<!") && scan.takes('<'))) {
            scan.name();
            return closed(choice());
        }
        if (scan.startsWith("=") || scan.startsWith("!") || scan.startsWith("<") || scan.startsWith(">")) {
            throw scan.malformed(
                    "Looking ahead or behind and atomic groups cannot be run in linear time; write it without");
        }
        Flags before = flags;
        flags = flagged();
        if (scan.takes(')')) {
            // They hold until the group round them ends.
            return null;
        }
        PatternNode inner = closed(choice());
        flags = before;
        return inner;
    }

    private PatternNode closed(PatternNode inner) {
        if (!scan.takes(')')) {
            throw scan.malformed("A group is not closed: expected ')'");
        }
        return inner;
    }

    private Flags flagged() {
        Flags next = flags;
        boolean on = true;
        while (!scan.isDone() && scan.peek() != ')') {
            int c = scan.next();
            switch (c) {
                case ':' -> {
                    return next;
                }
                case '-' -> on = false;
                case 'i' -> next = new Flags(on, next.lines, next.dotIsAll);
                case 'm' -> next = new Flags(next.foldsCase, on, next.dotIsAll);
                case 's' -> next = new Flags(next.foldsCase, next.lines, on);
                case 'U' -> {
                    // Swaps lazy and greedy, which makes a difference only to what is captured.
                }
                default -> throw scan.malformed("After '(?' stand the flags i, m, s and U, ':' or 'P<name>'");
            }
        }
        return next;
    }
}
