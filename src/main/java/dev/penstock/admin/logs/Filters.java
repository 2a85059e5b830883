package dev.penstock.admin.logs;

import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.Compare;
import dev.penstock.record.LogFilter.FlagField;
import dev.penstock.record.LogFilter.Match;
import dev.penstock.record.LogFilter.NumberField;
import dev.penstock.record.LogFilter.TextField;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads filters as conditions on rows. Keys, operators and units are Cloudflare's, and some of ours beside them. */
final class Filters {
    private static final String METADATA = "metadata.";
    private static final List<String> OPERATORS = List.of("eq", "neq", "contains", "lt", "gt", "lte", "gte");
    private static final Map<String, Field> FIELDS = new LinkedHashMap<>();

    static {
        text("id", TextField.ID);
        number("created_at", NumberField.CREATED_AT, Unit.TIME);
        text("request_content_type", TextField.REQUEST_CONTENT_TYPE);
        text("response_content_type", TextField.RESPONSE_CONTENT_TYPE);
        text("request_type", TextField.REQUEST_TYPE);
        flag("success", FlagField.SUCCESS);
        flag("cached", FlagField.CACHED);
        text("provider", TextField.PROVIDER);
        text("model", TextField.MODEL);
        text("model_type", TextField.MODEL_TYPE);
        number("cost", NumberField.COST_NANO, Unit.DOLLARS);
        number("tokens", NumberField.TOKENS, Unit.ONE);
        number("tokens_in", NumberField.TOKENS_IN, Unit.ONE);
        number("tokens_out", NumberField.TOKENS_OUT, Unit.ONE);
        number("duration", NumberField.DURATION_MILLIS, Unit.ONE);
        number("feedback", NumberField.FEEDBACK, Unit.ONE);
        text("event_id", TextField.EVENT_ID);
        text("metadata.key", TextField.METADATA_NAME);
        text("metadata.value", TextField.METADATA_VALUE);
        flag("authentication", FlagField.AUTHENTICATION);
        flag("wholesale", FlagField.WHOLESALE);
        flag("compatibilityMode", FlagField.COMPATIBILITY_MODE);
        text("dlp_action", TextField.DLP_ACTION);
        text("user_agent", TextField.USER_AGENT);
        flag("byok", FlagField.BYOK);
        flag("stream", FlagField.STREAM);
        text("credential", TextField.CREDENTIAL);
        text("key_alias", TextField.KEY_ALIAS);
        text("token_id", TextField.TOKEN_ID);
        text("outcome", TextField.OUTCOME);
        text("failure", TextField.FAILURE);
        text("reuse", TextField.REUSE);
        number("status_code", NumberField.STATUS, Unit.ONE);
        number("step", NumberField.STEP, Unit.ONE);
        number("attempts", NumberField.ATTEMPTS, Unit.ONE);
        number("score", NumberField.SCORE_MICROS, Unit.MILLIONTHS);
        number("config_revision", NumberField.CONFIG_REVISION, Unit.ONE);
    }

    private Filters() {}

    /** Every key that can be filtered by; {@code metadata.} and any name is one more. */
    static List<String> keys() {
        return List.copyOf(FIELDS.keySet());
    }

    static LogFilter condition(FilterText filter) {
        if (!OPERATORS.contains(filter.operator())) {
            throw notOneOf(OPERATORS, filter.operator());
        }
        if (filter.values().isEmpty()) {
            throw FilterText.wrong("The filter on '" + filter.key() + "' has no value");
        }
        Field field = FIELDS.get(filter.key());
        if (field != null) {
            return field.condition(filter);
        }
        if (filter.key().startsWith(METADATA) && filter.key().length() > METADATA.length()) {
            return new LogFilter.ByMetadata(filter.key().substring(METADATA.length()), match(filter), filter.values());
        }
        throw notOneOf(keys(), filter.key());
    }

    private static RuntimeException notOneOf(List<String> words, String received) {
        String expected =
                String.join(" | ", words.stream().map(word -> "'" + word + "'").toList());
        return FilterText.wrong("Invalid enum value. Expected " + expected + ", received '" + received + "'");
    }

    /** How one key is compared. */
    private interface Field {
        LogFilter condition(FilterText filter);
    }

    private enum Unit {
        ONE,
        TIME,
        DOLLARS,
        MILLIONTHS
    }

    private static void text(String key, TextField field) {
        FIELDS.put(key, filter -> new LogFilter.ByText(field, match(filter), upper(field, filter.values())));
    }

    /** What is kept as a name of ours is kept in capitals. */
    private static List<String> upper(TextField field, List<String> values) {
        boolean isWord = field == TextField.OUTCOME || field == TextField.CREDENTIAL || field == TextField.REUSE;
        return isWord
                ? values.stream().map(value -> value.toUpperCase(Locale.ROOT)).toList()
                : values;
    }

    private static void flag(String key, FlagField field) {
        FIELDS.put(key, filter -> new LogFilter.ByFlag(field, flag(filter)));
    }

    private static void number(String key, NumberField field, Unit unit) {
        FIELDS.put(key, filter -> {
            Compare compare = compare(filter);
            return new LogFilter.ByNumber(
                    field,
                    compare,
                    filter.values().stream()
                            .map(value -> number(filter.key(), value, unit, compare))
                            .toList());
        });
    }

    private static Match match(FilterText filter) {
        return switch (filter.operator()) {
            case "eq" -> Match.EQUALS;
            case "neq" -> Match.DIFFERS;
            case "contains" -> Match.CONTAINS;
            default -> throw FilterText.wrong("'" + filter.key() + "' is a text; its operators are eq, neq, contains");
        };
    }

    private static boolean flag(FilterText filter) {
        boolean value = switch (filter.values().getFirst()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw FilterText.wrong("'" + filter.key() + "' is compared with true or false");
        };
        return switch (filter.operator()) {
            case "eq" -> value;
            case "neq" -> !value;
            default -> throw FilterText.wrong("'" + filter.key() + "' is true or false; its operators are eq, neq");
        };
    }

    private static Compare compare(FilterText filter) {
        return switch (filter.operator()) {
            case "eq" -> Compare.EQUALS;
            case "neq" -> Compare.DIFFERS;
            case "lt" -> Compare.BELOW;
            case "gt" -> Compare.ABOVE;
            case "lte" -> Compare.AT_MOST;
            case "gte" -> Compare.AT_LEAST;
            default ->
                throw FilterText.wrong(
                        "'" + filter.key() + "' is a number; its operators are eq, neq, lt, gt, lte, gte");
        };
    }

    private static long number(String key, String text, Unit unit, Compare compare) {
        try {
            return switch (unit) {
                case TIME -> time(text);
                case ONE -> whole(new BigDecimal(text), compare);
                case DOLLARS -> whole(new BigDecimal(text).movePointRight(9), compare);
                case MILLIONTHS -> whole(new BigDecimal(text).movePointRight(6), compare);
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeParseException e) {
            String must = unit == Unit.TIME ? "a time such as 2026-11-22T15:00:00Z" : "a number";
            throw FilterText.wrong("'" + key + "' must be compared with " + must);
        }
    }

    /** Between two whole numbers a comparison is with the next one on its side; nothing equals it. */
    private static long whole(BigDecimal number, Compare compare) {
        if (number.precision() - number.scale() > 18) {
            throw new ArithmeticException("too large");
        }
        return switch (compare) {
            case BELOW, AT_LEAST -> number.setScale(0, RoundingMode.CEILING).longValueExact();
            case ABOVE, AT_MOST -> number.setScale(0, RoundingMode.FLOOR).longValueExact();
            case EQUALS, DIFFERS -> number.stripTrailingZeros().scale() <= 0 ? number.longValueExact() : Long.MIN_VALUE;
        };
    }

    static long time(String text) {
        if (text.matches("\\d{1,17}")) {
            return Long.parseLong(text);
        }
        if (text.length() == "2026-11-22".length()) {
            return LocalDate.parse(text)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
        }
        return text.endsWith("Z")
                ? Instant.parse(text).toEpochMilli()
                : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }
}
