package dev.penstock.json;

import dev.penstock.json.JsonWalk.Malformed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks one JSON text once, checks every byte of it, and reports the members that are wanted of the top object and of
 * objects directly in it, with their places. What is not wanted is never built in memory.
 */
public final class TopLevelScan {
    /** A name or text longer than this, escapes and all, is not built: such a name is nobody's. */
    public static final int MAX_TEXT = 1024;

    private final byte[] json;
    private final int from;
    private final int to;
    private final Members members;
    private final JsonWalk walk;

    private TopLevelScan(byte[] json, int from, int to, Members members, @Nullable PartCount parts) {
        this.json = json;
        this.from = from;
        this.to = to;
        this.members = members;
        this.walk = new JsonWalk(json, to, parts);
    }

    /** What is asked for, and taken. */
    public interface Members {
        /** What is wanted of a member of the object named {@code parent}, "" for the top. */
        Want want(String parent, String name);

        /** A wanted member; those inside an object come before the object. */
        void member(String parent, Member member);
    }

    /** How much of a member is wanted. */
    public enum Want {
        NOTHING,
        VALUE,
        /** The value and, if it is an object of the top, its own members too. */
        MEMBERS,
        /** The value and, if it is an array, how many of its elements are strings or arrays. */
        TEXTS
    }

    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    /**
     * One member and its places in the array, the ends exclusive.
     *
     * @param text a string's value or a number as it is written, where it is not too long; else empty
     * @param empty whether an object or array holds nothing
     * @param texts the strings and arrays directly in an array, where they were wanted
     */
    public record Member(
            String name,
            Kind kind,
            int nameFrom,
            int valueFrom,
            int valueTo,
            Optional<String> text,
            boolean empty,
            int texts) {}

    /**
     * Why a text cannot be read.
     *
     * @param at the byte, counted from the beginning of the text
     * @param reason what is wrong, without any of the content
     */
    public record Flaw(long at, String reason) {}

    /** Walks the bytes; a flaw may come after members were already reported. */
    public static Optional<Flaw> of(byte[] json, int from, int to, Members members) {
        return of(json, from, to, members, null);
    }

    /** The same, counting the attachments on the way. */
    public static Optional<Flaw> of(byte[] json, int from, int to, Members members, @Nullable PartCount parts) {
        try {
            new TopLevelScan(json, from, to, members, parts).text();
            return Optional.empty();
        } catch (Malformed malformed) {
            return Optional.of(new Flaw(malformed.at - from, malformed.reason));
        }
    }

    private void text() {
        encoding();
        int at = walk.space(from);
        if (at == to) {
            throw new Malformed(to, "it is empty");
        }
        int end = walk.space(json[at] == '{' ? members(at, "") : walk.value(at, 0));
        if (end < to) {
            throw new Malformed(end, "more follows behind its end");
        }
    }

    /** Says in words what else would only be "no JSON". */
    private void encoding() {
        if (to - from >= 3
                && json[from] == (byte) 0xEF
                && json[from + 1] == (byte) 0xBB
                && json[from + 2] == (byte) 0xBF) {
            throw new Malformed(from, "it begins with a byte order mark");
        }
        for (int i = from; i < Math.min(to, from + 4); i++) {
            if (json[i] == 0 || json[i] == (byte) 0xFE || json[i] == (byte) 0xFF) {
                throw new Malformed(i, "it is not UTF-8 but looks like UTF-16 or UTF-32");
            }
        }
    }

    private int members(int open, String parent) {
        int at = walk.space(open + 1);
        if (walk.peek(at) == '}') {
            return at + 1;
        }
        while (true) {
            at = walk.space(member(at, parent));
            byte next = walk.peek(at);
            if (next == '}') {
                return at + 1;
            }
            if (next != ',') {
                throw JsonWalk.malformed(at);
            }
            at = walk.space(at + 1);
        }
    }

    private int member(int nameFrom, String parent) {
        if (walk.peek(nameFrom) != '"') {
            throw JsonWalk.malformed(nameFrom);
        }
        int depth = parent.isEmpty() ? 1 : 2;
        int nameTo = walk.string(nameFrom + 1);
        int valueFrom = walk.colon(nameTo);
        if (nameTo - nameFrom > MAX_TEXT) {
            return walk.value(valueFrom, depth);
        }
        String name = walk.text(nameFrom + 1, nameTo - 1);
        Want want = members.want(parent, name);
        if (want == Want.NOTHING) {
            return walk.value(valueFrom, depth);
        }
        boolean descends = want == Want.MEMBERS && depth == 1 && walk.peek(valueFrom) == '{';
        int valueTo = descends ? members(valueFrom, name) : walk.value(valueFrom, depth);
        members.member(
                parent,
                new Member(
                        name,
                        kind(json[valueFrom]),
                        nameFrom,
                        valueFrom,
                        valueTo,
                        text(valueFrom, valueTo),
                        isEmpty(valueFrom),
                        want == Want.TEXTS ? texts(valueFrom, depth) : 0));
        return valueTo;
    }

    private Optional<String> text(int valueFrom, int valueTo) {
        if (valueTo - valueFrom > MAX_TEXT) {
            return Optional.empty();
        }
        return switch (kind(json[valueFrom])) {
            case STRING -> Optional.of(walk.text(valueFrom + 1, valueTo - 1));
            case NUMBER -> Optional.of(walk.text(valueFrom, valueTo));
            case OBJECT, ARRAY, TRUE, FALSE, NULL -> Optional.empty();
        };
    }

    /** Steps once more over an array that was checked. */
    private int texts(int valueFrom, int depth) {
        if (json[valueFrom] != '[' || isEmpty(valueFrom)) {
            return 0;
        }
        int texts = 0;
        int at = valueFrom;
        while (json[at] != ']') {
            int element = walk.space(at + 1);
            texts += json[element] == '"' || json[element] == '[' ? 1 : 0;
            at = walk.space(walk.value(element, depth + 1));
        }
        return texts;
    }

    /** Whether a container, which was checked, has nothing but space in it. */
    private boolean isEmpty(int valueFrom) {
        byte open = json[valueFrom];
        byte behind = json[Math.min(walk.space(valueFrom + 1), to - 1)];
        return (open == '{' && behind == '}') || (open == '[' && behind == ']');
    }

    private static Kind kind(byte first) {
        return switch (first) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }
}
