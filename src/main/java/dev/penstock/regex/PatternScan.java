package dev.penstock.regex;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The characters of a pattern, one after the other, and the escapes that stand inside and outside of classes. */
final class PatternScan {
    private static final int[] NONE = {};

    private final String text;
    private int at;

    PatternScan(String text) {
        this.text = text;
    }

    boolean isDone() {
        return at >= text.length();
    }

    int peek() {
        return text.codePointAt(at);
    }

    int next() {
        if (isDone()) {
            throw malformed("The pattern ends too early");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    boolean startsWith(String word) {
        return text.startsWith(word, at);
    }

    boolean takes(char c) {
        boolean is = !isDone() && text.charAt(at) == c;
        at += is ? 1 : 0;
        return is;
    }

    boolean takes(String word) {
        boolean is = startsWith(word);
        at += is ? word.length() : 0;
        return is;
    }

    PatternMalformed malformed(String what) {
        return new PatternMalformed(what, Math.max(0, Math.min(at, text.length()) - 1));
    }

    /** The name of a group, up to its {@code >}. */
    void name() {
        int end = text.indexOf('>', at);
        if (end <= at || !text.substring(at, end).chars().allMatch(CharacterSets.WORD)) {
            throw malformed("A group's name is letters, digits and '_', closed with '>'");
        }
        at = end + 1;
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}} as least and most; empty where none stands here. */
    int[] counted(int largest) {
        int end = startsWith("{") ? text.indexOf('}', at) : -1;
        if (end < 0) {
            return NONE;
        }
        String inside = text.substring(at + 1, end);
        int comma = inside.indexOf(',');
        String first = comma < 0 ? inside : inside.substring(0, comma);
        String second = comma < 0 ? first : inside.substring(comma + 1);
        if (!isNumber(first) || !(isNumber(second) || second.isEmpty())) {
            // As RE2 has it, braces that are no repetition stand for themselves.
            return NONE;
        }
        at = end + 1;
        int least = number(first, largest);
        int most = second.isEmpty() ? -1 : number(second, largest);
        if (most >= 0 && most < least) {
            throw malformed("A repetition of at least " + least + " and at most " + most);
        }
        return new int[] {least, most};
    }

    /** After a backslash: the set that a letter names, or null where it names none. */
    @Nullable
    IntPredicate namedSet() {
        char letter = text.charAt(at);
        IntPredicate perl = CharacterSets.perl(letter).orElse(null);
        if (perl != null) {
            at++;
            return perl;
        }
        if (letter != 'p' && letter != 'P') {
            return null;
        }
        at++;
        String name = unicodeName();
        boolean negated = (letter == 'P') != name.startsWith("^");
        IntPredicate set = CharacterSets.unicode(name.startsWith("^") ? name.substring(1) : name)
                .orElseThrow(() -> malformed("Unknown Unicode class '" + name + "'"));
        return negated ? set.negate() : set;
    }

    /** After a backslash: the one character it stands for. */
    int escapedCharacter() {
        int c = next();
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'v' -> 0x0b;
            case 'x' -> hexadecimal();
            case '0' -> octal();
            default -> {
                boolean isWord = c < 0x80 && CharacterSets.WORD.test(c);
                if (isWord && Character.isDigit(c)) {
                    throw malformed("Backreferences cannot be run in linear time; write it without");
                }
                if (isWord) {
                    throw malformed("Unknown escape '\\" + Character.toString(c) + "'");
                }
                yield c;
            }
        };
    }

    private String unicodeName() {
        if (!takes('{')) {
            return Character.toString(next());
        }
        int end = text.indexOf('}', at);
        if (end < 0) {
            throw malformed("A Unicode class is not closed: expected '}'");
        }
        String name = text.substring(at, end);
        at = end + 1;
        return name;
    }

    private int hexadecimal() {
        int from = takes('{') ? at : -1;
        int end = from < 0 ? at + 2 : text.indexOf('}', at);
        if (end < 0 || end > text.length() || end - at > 6 || end == at) {
            throw malformed("'\\x' takes two hexadecimal digits, or up to six in braces");
        }
        int value = 0;
        for (; at < end; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0) {
                throw malformed("'\\x' takes hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        at += from < 0 ? 0 : 1;
        if (value > Character.MAX_CODE_POINT) {
            throw malformed("There is no such character");
        }
        return value;
    }

    private int octal() {
        int value = 0;
        for (int i = 0; i < 2 && !isDone() && Character.digit(text.charAt(at), 8) >= 0; i++) {
            value = value * 8 + Character.digit(text.charAt(at++), 8);
        }
        return value;
    }

    private static boolean isNumber(String digits) {
        return !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(CharacterSets.DIGIT);
    }

    private int number(String digits, int largest) {
        int number = Integer.parseInt(digits);
        if (number > largest) {
            throw malformed("A repetition of more than " + largest);
        }
        return number;
    }
}
