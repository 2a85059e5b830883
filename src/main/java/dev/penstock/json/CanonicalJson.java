package dev.penstock.json;

import dev.penstock.json.JsonWalk.Malformed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what JSON objects say, not how they are written: the order of names, white space and escapes make no
 * difference, everything else does, down to how a number is written. Each field of the top gets a digest of its own.
 */
public final class CanonicalJson {
    /** Of the arrays that are asked for, so many elements get a digest of their own. */
    public static final int MOST_ELEMENTS = 64;

    static final int MAX_DEPTH = 256;
    static final int MAX_MEMBERS = 10_000;

    private static final int MAX_NAME = 1024;

    private final byte[] json;
    private final JsonWalk walk;
    private final CanonicalText out;
    private final CanonicalMembers members;
    private final Set<String> dropped;
    private final Set<String> listed;
    private final Set<String> names = new HashSet<>();
    private final TreeMap<String, Field> fields = new TreeMap<>();

    private CanonicalJson(byte[] json, Set<String> dropped, Set<String> listed) {
        this.json = json;
        this.walk = new JsonWalk(json, json.length, null);
        this.out = new CanonicalText(Math.clamp(json.length, 256, 1 << 16));
        this.members = new CanonicalMembers(out);
        this.dropped = dropped;
        this.listed = listed;
    }

    /**
     * One field of the top object.
     *
     * @param digest SHA-256 over what its value says
     * @param elements the same of an array's first elements, where they were asked for
     */
    public record Field(String name, byte[] digest, List<byte[]> elements) {
        @Override
        public String toString() {
            return "Field[" + Shown.oneLine(name) + "]";
        }
    }

    /**
     * The fields of an object in the order of their names.
     *
     * @param dropped names of fields that are left out
     * @param listed names of arrays whose elements get digests of their own
     * @throws JsonMalformed where the text is no JSON object, is nested too deep, or says a name twice
     */
    public static List<Field> fields(byte[] json, Set<String> dropped, Set<String> listed) {
        try {
            CanonicalJson canonical = new CanonicalJson(json, dropped, listed);
            canonical.top();
            return List.copyOf(canonical.fields.values());
        } catch (Malformed malformed) {
            throw new JsonMalformed(malformed.reason + ", at byte " + malformed.at);
        }
    }

    private void top() {
        int at = walk.space(0);
        if (at == json.length || json[at] != '{') {
            throw new Malformed(at, "it is not a JSON object");
        }
        at = walk.space(at + 1);
        if (walk.peek(at) != '}') {
            at = walk.space(field(at));
            while (walk.peek(at) != '}') {
                at = walk.space(field(comma(at)));
            }
        }
        at = walk.space(at + 1);
        if (at < json.length) {
            throw new Malformed(at, "more follows behind its end");
        }
    }

    private int field(int from) {
        if (walk.peek(from) != '"') {
            throw JsonWalk.malformed(from);
        }
        int nameTo = walk.string(from + 1);
        int valueFrom = walk.colon(nameTo);
        if (nameTo - from > MAX_NAME) {
            throw new Malformed(from, "the name of a field is longer than " + MAX_NAME + " bytes");
        }
        String name = walk.text(from + 1, nameTo - 1);
        if (!names.add(name)) {
            throw twice(from);
        }
        if (names.size() > MAX_MEMBERS) {
            throw tooMany(from);
        }
        if (dropped.contains(name)) {
            return walk.value(valueFrom, 1);
        }
        out.clear();
        boolean lists = listed.contains(name) && walk.peek(valueFrom) == '[';
        List<byte[]> elements = lists ? new ArrayList<>() : List.of();
        int end = lists ? array(valueFrom, deeper(valueFrom, 1), elements) : value(valueFrom, 1);
        fields.put(name, new Field(name, out.digest(), elements));
        return end;
    }

    /** Writes the value that begins here and stands inside {@code depth} containers; gives the place behind it. */
    private int value(int at, int depth) {
        byte one = walk.peek(at);
        return switch (one) {
            case '"' -> string(at);
            case '{' -> object(at, deeper(at, depth));
            case '[' -> array(at, deeper(at, depth), null);
            default -> scalar(at, one);
        };
    }

    private int scalar(int at, byte one) {
        int end = walk.scalar(at, one);
        if (one == 't' || one == 'f' || one == 'n') {
            out.mark(one);
        } else {
            out.number(json, at, end);
        }
        return end;
    }

    private int string(int at) {
        int escapes = walk.escapes();
        int end = walk.string(at + 1);
        if (walk.escapes() == escapes) {
            out.plain(json, at + 1, end - 1);
        } else {
            out.escaped(json, at + 1, end - 1);
        }
        return end;
    }

    /** @param elements takes the digests of the first elements, null where none are asked for */
    private int array(int open, int depth, @Nullable List<byte[]> elements) {
        int start = out.size();
        out.mark((byte) '[');
        int at = walk.space(open + 1);
        if (walk.peek(at) != ']') {
            at = walk.space(element(at, depth, elements));
            while (walk.peek(at) != ']') {
                at = walk.space(element(comma(at), depth, elements));
            }
        }
        out.mark((byte) ']');
        out.shorten(start, 'A');
        return at + 1;
    }

    private int element(int at, int depth, @Nullable List<byte[]> elements) {
        int start = out.size();
        int end = value(at, depth);
        if (elements != null && elements.size() < MOST_ELEMENTS) {
            elements.add(out.replace(start, 'E'));
        }
        return end;
    }

    private int object(int open, int depth) {
        int start = out.size();
        out.mark((byte) '{');
        int first = members.open();
        int at = walk.space(open + 1);
        if (walk.peek(at) != '}') {
            at = walk.space(member(at, depth, first));
            while (walk.peek(at) != '}') {
                at = walk.space(member(comma(at), depth, first));
            }
        }
        if (!members.close(first)) {
            throw twice(open);
        }
        out.mark((byte) '}');
        out.shorten(start, 'O');
        return at + 1;
    }

    private int member(int at, int depth, int first) {
        if (walk.peek(at) != '"') {
            throw JsonWalk.malformed(at);
        }
        members.begin();
        int valueFrom = walk.colon(string(at));
        members.named();
        if (members.count(first) > MAX_MEMBERS) {
            throw tooMany(at);
        }
        return value(valueFrom, depth);
    }

    private int comma(int at) {
        if (walk.peek(at) != ',') {
            throw JsonWalk.malformed(at);
        }
        return walk.space(at + 1);
    }

    private static int deeper(int at, int depth) {
        if (depth >= MAX_DEPTH) {
            throw new Malformed(at, "it is nested deeper than " + MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private static Malformed twice(int at) {
        return new Malformed(at, "an object says a name twice");
    }

    private static Malformed tooMany(int at) {
        return new Malformed(at, "an object has more than " + MAX_MEMBERS + " members");
    }
}
