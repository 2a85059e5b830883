package dev.penstock.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Steps over the parts of one JSON text (RFC 8259, strict, UTF-8) and checks every byte. Each step takes the place where a
 * part begins and returns the place behind it; what is wrong ends the walk by {@link Malformed}. Builds nothing, so that
 * a body cannot make it cost more than its length: the JSON library keeps a table of names, and names made to meet in
 * one place of it took 100 times as long.
 */
final class JsonWalk {
    static final int MAX_DEPTH = 1000;
    static final int MAX_NUMBER = 1000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final String NO_JSON = "it is not valid JSON";

    private final byte[] json;
    private final int to;
    private final @Nullable PartCount parts;
    /** Which of the open containers are objects, one bit a level. */
    private final long[] objects = new long[(MAX_DEPTH >> 6) + 1];

    private int depth;
    private int escapes;

    JsonWalk(byte[] json, int to, @Nullable PartCount parts) {
        this.json = json;
        this.to = to;
        this.parts = parts;
    }

    /** The walk cannot go on; never leaves this package. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int at;
        final String reason;

        Malformed(int at, String reason) {
            super(reason, null, false, false);
            this.at = at;
            this.reason = reason;
        }
    }

    static Malformed malformed(int at) {
        return new Malformed(at, NO_JSON);
    }

    byte peek(int at) {
        if (at >= to) {
            throw malformed(to);
        }
        return json[at];
    }

    int space(int from) {
        int at = from;
        while (at < to && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Over any value that stands inside {@code base} containers. */
    int value(int from, int base) {
        depth = base;
        int at = enter(from);
        while (depth > base) {
            at = space(at);
            byte next = peek(at);
            if (next == ',') {
                at = space(at + 1);
                at = enter(isObject() ? name(at) : at);
            } else if (next == (isObject() ? '}' : ']')) {
                depth--;
                at++;
            } else {
                throw malformed(at);
            }
        }
        return at;
    }

    /** Down into containers until one value is whole: a scalar or an empty container. */
    private int enter(int from) {
        int at = from;
        while (true) {
            byte one = peek(at);
            if (one != '{' && one != '[') {
                return scalar(at, one);
            }
            boolean object = one == '{';
            open(at, object);
            at = space(at + 1);
            if (peek(at) == (object ? '}' : ']')) {
                depth--;
                return at + 1;
            }
            at = object ? name(at) : at;
        }
    }

    private void open(int at, boolean object) {
        if (++depth > MAX_DEPTH) {
            throw new Malformed(at, "it is nested deeper than " + MAX_DEPTH + " levels");
        }
        long bit = 1L << depth;
        objects[depth >> 6] = object ? objects[depth >> 6] | bit : objects[depth >> 6] & ~bit;
    }

    private boolean isObject() {
        return ((objects[depth >> 6] >> depth) & 1) != 0;
    }

    int scalar(int at, byte one) {
        return switch (one) {
            case '"' -> text(at);
            case 't' -> literal(at, "true");
            case 'f' -> literal(at, "false");
            case 'n' -> literal(at, "null");
            default -> number(at);
        };
    }

    private int text(int at) {
        int end = string(at + 1);
        if (parts != null) {
            parts.text(at, end, depth);
        }
        return end;
    }

    private int literal(int from, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek(from + i) != word.charAt(i)) {
                throw malformed(from + i);
            }
        }
        return from + word.length();
    }

    private int number(int from) {
        int at = peek(from) == '-' ? from + 1 : from;
        at = peek(at) == '0' ? at + 1 : digits(at);
        if (at < to && json[at] == '.') {
            at = digits(at + 1);
        }
        if (at < to && (json[at] == 'e' || json[at] == 'E')) {
            byte sign = peek(at + 1);
            at = digits(sign == '-' || sign == '+' ? at + 2 : at + 1);
        }
        if (at - from > MAX_NUMBER) {
            throw new Malformed(from, "a number is longer than " + MAX_NUMBER + " characters");
        }
        return at;
    }

    /** Over one digit at least. */
    private int digits(int from) {
        int at = from;
        while (at < to && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed(at);
        }
        return at;
    }

    /** Over a name, its colon and the space around it. */
    int name(int from) {
        if (peek(from) != '"') {
            throw malformed(from);
        }
        int end = string(from + 1);
        int value = colon(end);
        if (parts != null) {
            parts.name(from + 1, end - 1, value, depth);
        }
        return value;
    }

    int colon(int from) {
        int at = space(from);
        if (peek(at) != ':') {
            throw malformed(at);
        }
        return space(at + 1);
    }

    /** Over a string's rest, from behind its opening quote. */
    int string(int from) {
        int at = from;
        while (true) {
            at = plain(at);
            byte one = peek(at);
            if (one == '"') {
                return at + 1;
            }
            if (one == '\\') {
                at = escape(at + 1);
            } else if (one < 0) {
                at = wide(at);
            } else if (one < ' ') {
                throw malformed(at);
            } else {
                at++;
            }
        }
    }

    /** Over characters that mean only themselves, eight at a time. */
    private int plain(int from) {
        int at = from;
        while (at + 8 <= to) {
            long word = (long) LONGS.get(json, at);
            long quote = word ^ ('"' * ONES);
            long slash = word ^ ('\\' * ONES);
            // The lowest flag is exact: a borrow comes only out of a byte that has one itself.
            long flags =
                    (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | (word - ' ' * ONES) | word) & HIGH_BITS;
            if (flags != 0) {
                return at + (Long.numberOfTrailingZeros(flags) >> 3);
            }
            at += 8;
        }
        return at;
    }

    /** How many escapes were stepped over since the walk began. */
    int escapes() {
        return escapes;
    }

    private int escape(int at) {
        escapes++;
        return switch (peek(at)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> {
                for (int i = 1; i <= 4; i++) {
                    if (Character.digit(peek(at + i), 16) < 0) {
                        throw malformed(at + i);
                    }
                }
                yield at + 5;
            }
            default -> throw malformed(at);
        };
    }

    private int wide(int at) {
        int next = Utf8.behind(json, at, to);
        if (next == at) {
            throw new Malformed(at, "it is not UTF-8");
        }
        return next;
    }

    /** The value of a string that was stepped over; ends are inside its quotes. */
    String text(int from, int end) {
        for (int i = from; i < end; i++) {
            if (json[i] == '\\') {
                return unescaped(new String(json, from, end - from, StandardCharsets.UTF_8));
            }
        }
        return new String(json, from, end - from, StandardCharsets.UTF_8);
    }

    static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char one = raw.charAt(i);
            if (one != '\\') {
                text.append(one);
            } else if (raw.charAt(++i) == 'u') {
                text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(meant(raw.charAt(i)));
            }
        }
        return text.toString();
    }

    private static char meant(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }
}
