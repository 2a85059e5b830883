package dev.penstock.config;

import dev.penstock.json.Yaml;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of single values the file knows. */
final class Kinds {
    private static final Set<Yaml.Scalar.Type> TEXTS = EnumSet.of(Yaml.Scalar.Type.TEXT, Yaml.Scalar.Type.NUMBER);
    private static final Set<Yaml.Scalar.Type> NUMBERS = EnumSet.of(Yaml.Scalar.Type.NUMBER);
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?");

    private Kinds() {}

    static ScalarKind<Boolean> flag() {
        return new ScalarKind<>(
                "true or false",
                EnumSet.of(Yaml.Scalar.Type.FLAG),
                Kinds::parseFlag,
                String::valueOf,
                List.of(),
                schema("type", "boolean"));
    }

    private static @Nullable Boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    static ScalarKind<Integer> whole(int least, int most) {
        String must = most == Integer.MAX_VALUE ? "a whole number of " + least + " or more" : least + " to " + most;
        return new ScalarKind<>(
                must,
                NUMBERS,
                text -> parseWhole(text, least, most),
                String::valueOf,
                List.of(),
                schema("type", "integer", "minimum", least, "maximum", most));
    }

    private static @Nullable Integer parseWhole(String text, int least, int most) {
        if (!WHOLE.matcher(text).matches()) {
            return null;
        }
        long value = Long.parseLong(text);
        return value >= least && value <= most ? (int) value : null;
    }

    static ScalarKind<Long> size(long least, long most) {
        return new ScalarKind<>(
                ByteSize.show(least) + " to " + ByteSize.show(most) + " (bytes, or with KB, MB or GB)",
                TEXTS,
                text -> within(ByteSize.parse(text), least, most),
                ByteSize::show,
                List.of(),
                schema("type", List.of("string", "integer"), "pattern", ByteSize.PATTERN));
    }

    static ScalarKind<Duration> span(String least, String most) {
        Duration shortest = spanOf(least);
        Duration longest = spanOf(most);
        return new ScalarKind<>(
                least + " to " + most + " (a number with ms, s, m, h or d)",
                TEXTS,
                text -> within(Span.parse(text), shortest, longest),
                Span::show,
                List.of(),
                schema("type", "string", "pattern", Span.PATTERN));
    }

    static Duration spanOf(String text) {
        Duration span = Span.parse(text);
        if (span == null) {
            throw new IllegalArgumentException("Not a duration: " + text);
        }
        return span;
    }

    private static <T extends Comparable<T>> @Nullable T within(@Nullable T value, T least, T most) {
        return value != null && value.compareTo(least) >= 0 && value.compareTo(most) <= 0 ? value : null;
    }

    /** Dollars without floating point. */
    static ScalarKind<BigDecimal> dollars(String what) {
        return new ScalarKind<>(
                what + ", 0 or more, such as 2.50",
                NUMBERS,
                text -> DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null,
                BigDecimal::toPlainString,
                List.of(),
                schema("type", "number", "minimum", 0));
    }

    /** How much of something: wide enough for the tokens of a year, exact enough for money. */
    static ScalarKind<BigDecimal> amount() {
        return new ScalarKind<>(
                "a number of 0 or more, such as 100 or 2.50",
                NUMBERS,
                text -> AMOUNT.matcher(text).matches() ? new BigDecimal(text) : null,
                BigDecimal::toPlainString,
                List.of(),
                schema("type", "number", "minimum", 0));
    }

    static ScalarKind<String> text(int least, int most) {
        return parsed(
                "a text of " + least + " to " + most + " characters",
                text -> text.length() >= least && text.length() <= most ? text : null,
                value -> value,
                schema("type", "string", "minLength", least, "maxLength", most));
    }

    static ScalarKind<String> matching(String regex, String must) {
        Pattern pattern = Pattern.compile(regex);
        return parsed(
                must,
                text -> pattern.matcher(text).matches() ? text : null,
                value -> value,
                schema("type", List.of("string", "integer"), "pattern", "^(" + regex + ")$"));
    }

    static <T> ScalarKind<T> parsed(
            String must, ScalarKind.Parse<T> parse, Function<T, String> shows, Map<String, Object> schema) {
        return new ScalarKind<>(must, TEXTS, parse, shows, List.of(), schema);
    }

    /** An enum's constants, as the file writes them: in small letters. */
    static <E extends Enum<E>> ScalarKind<E> oneOf(Class<E> type) {
        return oneOf(type, true);
    }

    /** An enum's constants, in capitals as Cloudflare writes some. */
    static <E extends Enum<E>> ScalarKind<E> oneOfCapitals(Class<E> type) {
        return oneOf(type, false);
    }

    private static <E extends Enum<E>> ScalarKind<E> oneOf(Class<E> type, boolean small) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : EnumSet.allOf(type)) {
            words.put(word(constant, small), constant);
        }
        List<String> names = List.copyOf(words.keySet());
        return new ScalarKind<>(
                either(names),
                TEXTS,
                words::get,
                constant -> word(constant, small),
                names,
                schema("type", "string", "enum", names));
    }

    private static String word(Enum<?> constant, boolean small) {
        return small ? constant.name().toLowerCase(Locale.ROOT) : constant.name();
    }

    /** Keys and values in turn, in the order they are to stand. */
    static Map<String, Object> schema(Object... keysAndValues) {
        Map<String, Object> schema = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            schema.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return schema;
    }

    static String either(List<String> names) {
        List<String> allButLast = new ArrayList<>(names);
        String last = allButLast.removeLast();
        return allButLast.isEmpty() ? last : String.join(", ", allButLast) + " or " + last;
    }
}
