package dev.penstock.admin.evaluations;

import dev.penstock.admin.Problem;
import dev.penstock.admin.evaluations.DatasetFilter.Compare;
import dev.penstock.admin.evaluations.DatasetFilter.FlagKey;
import dev.penstock.admin.evaluations.DatasetFilter.NumberKey;
import dev.penstock.admin.evaluations.DatasetFilter.TextKey;
import dev.penstock.json.JsonTree;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the filters of a dataset; what is wrong with them is told with its place. */
final class FilterReader {
    static final List<String> KEYS = List.of(
            "created_at",
            "request_content_type",
            "response_content_type",
            "success",
            "cached",
            "provider",
            "model",
            "cost",
            "tokens",
            "tokens_in",
            "tokens_out",
            "duration",
            "feedback");
    static final List<String> OPERATORS = List.of("eq", "contains", "lt", "gt");

    private static final int MOST_FILTERS = 20;
    private static final int MOST_VALUES = 20;
    private static final int LONGEST_VALUE = 500;

    private final List<Problem> problems;

    FilterReader(List<Problem> problems) {
        this.problems = problems;
    }

    List<DatasetFilter> read(JsonTree filters) {
        List<DatasetFilter> read = new ArrayList<>();
        if (!filters.isArray() || filters.items().size() > MOST_FILTERS) {
            problems.add(Problem.inBody("'filters' must be a list of up to " + MOST_FILTERS + " filters", "filters"));
            return read;
        }
        for (int i = 0; i < filters.items().size(); i++) {
            filter(filters.items().get(i), Integer.toString(i)).ifPresent(read::add);
        }
        return read;
    }

    private Optional<DatasetFilter> filter(JsonTree filter, String at) {
        String key = word(filter, "key", KEYS, at);
        String operator = word(filter, "operator", OPERATORS, at);
        List<JsonTree> values = filter.at("value").items();
        if (values.isEmpty() || values.size() > MOST_VALUES) {
            wrong("'value' must be a list of 1 to " + MOST_VALUES + " values", at, "value");
            return Optional.empty();
        }
        if (key.isEmpty() || operator.isEmpty()) {
            return Optional.empty();
        }
        Optional<DatasetFilter> read = text(key, operator, values, at);
        return read.isPresent() ? read : flagOrNumber(key, operator, values, at);
    }

    private String word(JsonTree filter, String field, List<String> known, String at) {
        String word = filter.at(field).text().orElse("");
        if (known.contains(word)) {
            return word;
        }
        String expected =
                String.join(" | ", known.stream().map(one -> "'" + one + "'").toList());
        wrong("Invalid enum value. Expected " + expected + ", received '" + shown(word) + "'", at, field);
        return "";
    }

    private Optional<DatasetFilter> text(String key, String operator, List<JsonTree> values, String at) {
        Optional<TextKey> text = constant(TextKey.values(), key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!operator.equals("eq") && !operator.equals("contains")) {
            wrong("'" + key + "' is a text; its operators are eq and contains", at, "operator");
        }
        List<String> wanted = values.stream()
                .flatMap(value -> value.text().stream())
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST_VALUE)
                .toList();
        if (wanted.size() < values.size()) {
            wrong("'" + key + "' is compared with texts of 1 to " + LONGEST_VALUE + " characters", at, "value");
        }
        return Optional.of(new DatasetFilter.ByText(text.get(), operator.equals("contains"), wanted));
    }

    private Optional<DatasetFilter> flagOrNumber(String key, String operator, List<JsonTree> values, String at) {
        Optional<FlagKey> flag = constant(FlagKey.values(), key);
        return flag.isPresent()
                ? flag(flag.get(), operator, values, at)
                : constant(NumberKey.values(), key).flatMap(number -> number(number, operator, values, at));
    }

    private Optional<DatasetFilter> flag(FlagKey key, String operator, List<JsonTree> values, String at) {
        Optional<Boolean> value = values.size() == 1 ? flag(values.getFirst()) : Optional.empty();
        if (!operator.equals("eq")) {
            wrong("'" + name(key) + "' is true or false; its operator is eq", at, "operator");
        }
        if (value.isEmpty()) {
            wrong("'" + name(key) + "' is compared with one value, true or false", at, "value");
        }
        return value.map(wanted -> new DatasetFilter.ByFlag(key, wanted));
    }

    private static Optional<Boolean> flag(JsonTree value) {
        Optional<String> number = value.whole().isPresent()
                ? Optional.of(Long.toString(value.whole().getAsLong()))
                : value.text();
        return value.flag()
                .or(() -> number.flatMap(word -> switch (word) {
                    case "true", "1" -> Optional.of(true);
                    case "false", "0" -> Optional.of(false);
                    default -> Optional.empty();
                }));
    }

    private Optional<DatasetFilter> number(NumberKey key, String operator, List<JsonTree> values, String at) {
        Optional<Compare> compare = constant(Compare.values(), operator);
        if (compare.isEmpty()) {
            wrong("'" + name(key) + "' is a number or a time; its operators are eq, lt and gt", at, "operator");
        }
        if (values.size() > 1 && !operator.equals("eq")) {
            wrong("'" + operator + "' takes one value", at, "value");
        }
        List<BigDecimal> wanted =
                values.stream().flatMap(value -> number(key, value).stream()).toList();
        if (wanted.size() < values.size()) {
            wrong("'" + name(key) + "' is compared with " + expected(key), at, "value");
        }
        return compare.map(how -> new DatasetFilter.ByNumber(key, how, wanted));
    }

    private static Optional<BigDecimal> number(NumberKey key, JsonTree value) {
        return switch (key) {
            case CREATED_AT -> value.text().flatMap(FilterReader::time).or(value::decimal);
            case FEEDBACK ->
                value.decimal()
                        .or(() -> value.text().flatMap(FilterReader::decimal))
                        .filter(number -> number.abs().compareTo(BigDecimal.ONE) == 0);
            case COST, TOKENS, TOKENS_IN, TOKENS_OUT, DURATION ->
                value.decimal().or(() -> value.text().flatMap(FilterReader::decimal));
        };
    }

    private static String expected(NumberKey key) {
        return switch (key) {
            case CREATED_AT -> "a time such as 2026-11-22T00:00:00Z, or epoch milliseconds";
            case FEEDBACK -> "1 or -1";
            case COST -> "a number of US dollars";
            case DURATION -> "a number of milliseconds";
            case TOKENS, TOKENS_IN, TOKENS_OUT -> "a number";
        };
    }

    private static Optional<BigDecimal> time(String text) {
        try {
            return Optional.of(
                    BigDecimal.valueOf(OffsetDateTime.parse(text).toInstant().toEpochMilli()));
        } catch (DateTimeException | ArithmeticException noTime) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> decimal(String text) {
        return text.matches("-?[0-9]{1,18}(\\.[0-9]{1,9})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] all, String word) {
        return Arrays.stream(all).filter(one -> name(one).equals(word)).findFirst();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String word) {
        return word.length() > 60 ? word.substring(0, 60) + "…" : word;
    }

    private void wrong(String message, String at, String field) {
        problems.add(Problem.inBody(message, "filters", at, field));
    }
}
