package dev.penstock.regex;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The named sets of characters: Perl's, POSIX's and Unicode's. */
final class CharacterSets {
    static final IntPredicate DIGIT = between('0', '9');
    static final IntPredicate SPACE = c -> c == ' ' || (c >= '\t' && c <= '\r' && c != 0x0b);
    static final IntPredicate WORD = c -> isLetter(c) || (c >= '0' && c <= '9') || c == '_';

    private static final Map<Character, IntPredicate> PERL = Map.of('d', DIGIT, 's', SPACE, 'w', WORD);
    private static final Map<String, IntPredicate> POSIX = Map.ofEntries(
            Map.entry("alnum", c -> isLetter(c) || DIGIT.test(c)),
            Map.entry("alpha", CharacterSets::isLetter),
            Map.entry("ascii", between(0, 0x7f)),
            Map.entry("blank", c -> c == ' ' || c == '\t'),
            Map.entry("cntrl", c -> c < ' ' || c == 0x7f),
            Map.entry("digit", DIGIT),
            Map.entry("graph", between('!', '~')),
            Map.entry("lower", between('a', 'z')),
            Map.entry("print", between(' ', '~')),
            Map.entry("punct", c -> c > ' ' && c < 0x7f && !isLetter(c) && !DIGIT.test(c)),
            Map.entry("space", c -> c == ' ' || (c >= '\t' && c <= '\r')),
            Map.entry("upper", between('A', 'Z')),
            Map.entry("word", WORD),
            Map.entry("xdigit", c -> Character.digit(c, 16) >= 0 && c < 0x7f));
    private static final Map<Integer, String> CATEGORIES = Map.ofEntries(
            Map.entry((int) Character.UPPERCASE_LETTER, "Lu"),
            Map.entry((int) Character.LOWERCASE_LETTER, "Ll"),
            Map.entry((int) Character.TITLECASE_LETTER, "Lt"),
            Map.entry((int) Character.MODIFIER_LETTER, "Lm"),
            Map.entry((int) Character.OTHER_LETTER, "Lo"),
            Map.entry((int) Character.NON_SPACING_MARK, "Mn"),
            Map.entry((int) Character.ENCLOSING_MARK, "Me"),
            Map.entry((int) Character.COMBINING_SPACING_MARK, "Mc"),
            Map.entry((int) Character.DECIMAL_DIGIT_NUMBER, "Nd"),
            Map.entry((int) Character.LETTER_NUMBER, "Nl"),
            Map.entry((int) Character.OTHER_NUMBER, "No"),
            Map.entry((int) Character.SPACE_SEPARATOR, "Zs"),
            Map.entry((int) Character.LINE_SEPARATOR, "Zl"),
            Map.entry((int) Character.PARAGRAPH_SEPARATOR, "Zp"),
            Map.entry((int) Character.CONTROL, "Cc"),
            Map.entry((int) Character.FORMAT, "Cf"),
            Map.entry((int) Character.PRIVATE_USE, "Co"),
            Map.entry((int) Character.SURROGATE, "Cs"),
            Map.entry((int) Character.DASH_PUNCTUATION, "Pd"),
            Map.entry((int) Character.START_PUNCTUATION, "Ps"),
            Map.entry((int) Character.END_PUNCTUATION, "Pe"),
            Map.entry((int) Character.CONNECTOR_PUNCTUATION, "Pc"),
            Map.entry((int) Character.OTHER_PUNCTUATION, "Po"),
            Map.entry((int) Character.INITIAL_QUOTE_PUNCTUATION, "Pi"),
            Map.entry((int) Character.FINAL_QUOTE_PUNCTUATION, "Pf"),
            Map.entry((int) Character.MATH_SYMBOL, "Sm"),
            Map.entry((int) Character.CURRENCY_SYMBOL, "Sc"),
            Map.entry((int) Character.MODIFIER_SYMBOL, "Sk"),
            Map.entry((int) Character.OTHER_SYMBOL, "So"));

    private CharacterSets() {}

    static IntPredicate between(int first, int last) {
        return c -> c >= first && c <= last;
    }

    /** The set of {@code \d \D \s \S \w \W}. */
    static Optional<IntPredicate> perl(char letter) {
        IntPredicate set = PERL.get(Character.toLowerCase(letter));
        return Optional.ofNullable(set).map(found -> Character.isUpperCase(letter) ? found.negate() : found);
    }

    /** The set of {@code [:alpha:]} and its like. */
    static Optional<IntPredicate> posix(String name) {
        return Optional.ofNullable(POSIX.get(name));
    }

    /** The set of {@code \p{L}}, {@code \p{Lu}} or {@code \p{Greek}}. */
    static Optional<IntPredicate> unicode(String name) {
        if (CATEGORIES.values().stream().anyMatch(category -> category.startsWith(name)) && !name.isEmpty()) {
            return Optional.of(
                    c -> CATEGORIES.getOrDefault(Character.getType(c), "").startsWith(name));
        }
        try {
            Character.UnicodeScript script = Character.UnicodeScript.forName(name.toUpperCase(Locale.ROOT));
            return Optional.of(c -> Character.UnicodeScript.of(c) == script);
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** The same without regard to case. */
    static IntPredicate folded(IntPredicate set) {
        return c -> {
            int upper = Character.toUpperCase(c);
            return set.test(c)
                    || set.test(upper)
                    || set.test(Character.toLowerCase(c))
                    || set.test(Character.toLowerCase(upper));
        };
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
