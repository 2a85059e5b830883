package dev.penstock.policy.rules.cel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A string or bytes literal: plain, raw, in one quotation mark or in three. */
final class TextLiteral {
    private final String source;
    private final boolean isRaw;
    private final boolean isBytes;
    private final String quote;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private int at;

    private TextLiteral(String source, int at, String prefix, String quote) {
        this.source = source;
        this.isRaw = prefix.contains("r");
        this.isBytes = prefix.contains("b");
        this.quote = quote;
        this.at = at + prefix.length() + quote.length();
    }

    /** The literal that begins here, or null where none does. */
    static @Nullable TextLiteral at(String source, int at) {
        int mark = at;
        while (mark < source.length() && mark < at + 2 && "rRbB".indexOf(source.charAt(mark)) >= 0) {
            mark++;
        }
        if (mark == source.length() || (source.charAt(mark) != '"' && source.charAt(mark) != '\'')) {
            return null;
        }
        String prefix = source.substring(at, mark).toLowerCase(Locale.ROOT);
        if (prefix.equals("rr") || prefix.equals("bb")) {
            return null;
        }
        String one = source.substring(mark, mark + 1);
        String quote = source.startsWith(one.repeat(3), mark) ? one.repeat(3) : one;
        TextLiteral literal = new TextLiteral(source, at, prefix, quote);
        literal.read(at);
        return literal;
    }

    /** After its closing quotation mark. */
    int end() {
        return at;
    }

    CelValue value() {
        return isBytes ? new CelValue.Octets(bytes.toByteArray()) : new CelValue.Text(text.toString());
    }

    private void read(int from) {
        while (!source.startsWith(quote, at)) {
            if (at >= source.length() || (quote.length() == 1 && isLineEnd(source.charAt(at)))) {
                throw new CelMalformed("A string is not closed: expected " + quote, source, from);
            }
            int c = source.codePointAt(at);
            at += Character.charCount(c);
            if (c == '\\' && !isRaw) {
                escape();
            } else {
                put(c);
            }
        }
        at += quote.length();
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private void escape() {
        if (at >= source.length()) {
            throw malformed("A string ends with a backslash");
        }
        char c = source.charAt(at++);
        switch (c) {
            case 'a' -> put(7);
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            case 'v' -> put(0x0b);
            case '\\', '?', '"', '\'', '`' -> put(c);
            case 'x', 'X' -> unit(number(2, 16));
            case 'u' -> character(4);
            case 'U' -> character(8);
            case '0', '1', '2', '3' -> {
                at--;
                unit(number(3, 8));
            }
            default -> throw malformed("Unknown escape '\\" + c + "'");
        }
    }

    /** In bytes one byte, in a string one character. */
    private void unit(int value) {
        if (isBytes) {
            bytes.write(value);
        } else {
            put(value);
        }
    }

    private void character(int digits) {
        int value = number(digits, 16);
        if (isBytes) {
            throw malformed("'\\u' and '\\U' have no meaning in bytes");
        }
        if (!Character.isValidCodePoint(value) || (value >= 0xd800 && value <= 0xdfff)) {
            throw malformed("There is no such character");
        }
        put(value);
    }

    private int number(int digits, int radix) {
        int end = at + digits;
        long value = 0;
        for (; at < end; at++) {
            int digit = at < source.length() ? Character.digit(source.charAt(at), radix) : -1;
            if (digit < 0) {
                throw malformed("Expected " + digits + " digits in an escape");
            }
            value = value * radix + digit;
        }
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private void put(int c) {
        if (isBytes) {
            bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        } else {
            text.appendCodePoint(c);
        }
    }

    private CelMalformed malformed(String what) {
        return new CelMalformed(what, source, at - 1);
    }
}
