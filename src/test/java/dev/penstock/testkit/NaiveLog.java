package dev.penstock.testkit;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.penstock.record.CallRow;
import dev.penstock.record.LogFilter;
import dev.penstock.record.LogFilter.Match;
import dev.penstock.record.LogOrder;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import dev.penstock.record.LoggedCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a query means, said as plainly as can be: the oracle for every log store. */
public final class NaiveLog {
    private static final JsonMapper JSON = new JsonMapper();

    private NaiveLog() {}

    /** All rows that match, in the order of the query; page and place are left to the caller. */
    public static List<LoggedCall> matches(LogQuery query, Collection<LoggedCall> calls) {
        List<LoggedCall> found = new ArrayList<>(calls.stream()
                .filter(call -> call.row().logged() && isIn(query.scope(), call.row()))
                .filter(call ->
                        call.row().createdAt() >= query.since() && call.row().createdAt() < query.until())
                .filter(call -> query.filters().stream().allMatch(filter -> holds(filter, call)))
                .toList());
        Comparator<LoggedCall> order = order(query.order().by())
                .thenComparingLong(call -> call.row().createdAt())
                .thenComparing(call -> call.row().id());
        found.sort(query.order().descending() ? order.reversed() : order);
        return found;
    }

    private static boolean isIn(LogScope scope, CallRow row) {
        return switch (scope) {
            case LogScope.Everything everything -> true;
            case LogScope.Account only -> only.account().equals(row.scope().account());
            case LogScope.Gateway only -> only.scope().equals(row.scope());
        };
    }

    private static Comparator<LoggedCall> order(LogOrder.By by) {
        return switch (by) {
            case CREATED_AT -> comparingLong(call -> call.row().createdAt());
            case PROVIDER -> comparing(call -> call.row().provider());
            case MODEL -> comparing(call -> call.row().model());
            case MODEL_TYPE -> comparing(call -> call.row().modelType(), noneFirst());
            case SUCCESS -> comparing(call -> call.row().success());
            case CACHED -> comparing(call -> call.row().cached());
            case REUSE -> comparing(call -> kind(call.row()), noneFirst());
            case COST -> comparing(call -> call.row().costNano(), noneFirst());
            case TOKENS_IN -> comparing(call -> call.row().tokensIn(), noneFirst());
            case TOKENS_OUT -> comparing(call -> call.row().tokensOut(), noneFirst());
            case DURATION -> comparingLong(call -> call.row().durationMicros());
            case FEEDBACK -> comparing(LoggedCall::feedback, noneFirst());
        };
    }

    private static <T extends Comparable<T>> Comparator<@Nullable T> noneFirst() {
        return Comparator.nullsFirst(Comparator.naturalOrder());
    }

    private static boolean holds(LogFilter filter, LoggedCall call) {
        CallRow row = call.row();
        return switch (filter) {
            case LogFilter.ByText text -> text(text.match(), text.values(), texts(text.field(), row));
            case LogFilter.ByNumber number -> number(number, number(number.field(), call));
            case LogFilter.ByFlag flag -> flag(flag.field(), row) == flag.value();
            case LogFilter.ByMetadata member -> {
                JsonNode value = metadata(row).get(member.name());
                yield text(member.match(), member.values(), value == null ? List.of() : List.of(value.asString()));
            }
            case LogFilter.Search search -> {
                List<String> texts = new ArrayList<>(List.of(row.id(), row.eventId()));
                metadata(row).properties().forEach(member -> {
                    texts.add(member.getKey());
                    texts.add(member.getValue().asString());
                });
                yield text(Match.CONTAINS, List.of(search.text()), texts);
            }
        };
    }

    private static boolean text(Match match, List<String> values, List<String> texts) {
        return switch (match) {
            case EQUALS -> texts.stream().anyMatch(values::contains);
            case DIFFERS -> texts.stream().noneMatch(values::contains);
            case CONTAINS ->
                texts.stream()
                        .anyMatch(text ->
                                values.stream().anyMatch(value -> lower(text).contains(lower(value))));
        };
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder();
        text.chars().forEach(c -> lower.append((char) (c < 128 ? Character.toLowerCase(c) : c)));
        return lower.toString();
    }

    private static List<String> texts(LogFilter.TextField field, CallRow row) {
        return switch (field) {
            case ID -> List.of(row.id());
            case EVENT_ID -> List.of(row.eventId());
            case PROVIDER -> List.of(row.provider());
            case MODEL -> List.of(row.model());
            case MODEL_TYPE -> some(row.modelType());
            case OUTCOME -> List.of(row.outcome().name());
            case FAILURE -> some(row.failure());
            case TOKEN_ID -> some(row.tokenId());
            case KEY_ALIAS -> some(row.keyAlias());
            case CREDENTIAL -> List.of(row.credential().name());
            case REQUEST_TYPE -> List.of(row.surface());
            case REQUEST_CONTENT_TYPE -> some(row.requestContentType());
            case RESPONSE_CONTENT_TYPE -> some(row.responseContentType());
            case USER_AGENT -> some(row.userAgent());
            case DLP_ACTION -> some(row.dlpAction());
            case REUSE -> some(kind(row));
            case METADATA_NAME ->
                metadata(row).properties().stream().map(Map.Entry::getKey).toList();
            case METADATA_VALUE ->
                metadata(row).properties().stream()
                        .map(member -> member.getValue().asString())
                        .toList();
        };
    }

    private static @Nullable String kind(CallRow row) {
        return row.reuse() == null ? null : row.reuse().kind().name();
    }

    private static JsonNode metadata(CallRow row) {
        return JSON.readTree(row.metadata() == null ? "{}" : row.metadata());
    }

    private static List<String> some(@Nullable String text) {
        return text == null ? List.of() : List.of(text);
    }

    private static boolean number(LogFilter.ByNumber filter, @Nullable Long number) {
        if (number == null) {
            return false;
        }
        return switch (filter.compare()) {
            case EQUALS -> filter.values().contains(number);
            case DIFFERS -> !filter.values().contains(number);
            case BELOW -> filter.values().stream().anyMatch(value -> number < value);
            case ABOVE -> filter.values().stream().anyMatch(value -> number > value);
            case AT_LEAST -> filter.values().stream().anyMatch(value -> number >= value);
            case AT_MOST -> filter.values().stream().anyMatch(value -> number <= value);
        };
    }

    private static @Nullable Long number(LogFilter.NumberField field, LoggedCall call) {
        CallRow row = call.row();
        return switch (field) {
            case CREATED_AT -> row.createdAt();
            case STATUS -> (long) row.status();
            case STEP -> (long) row.step();
            case ATTEMPTS -> (long) row.tries().size();
            case TOKENS_IN -> row.tokensIn();
            case TOKENS_OUT -> row.tokensOut();
            case TOKENS -> sum(row.tokensIn(), row.tokensOut());
            case COST_NANO -> row.costNano();
            case DURATION_MICROS -> row.durationMicros();
            case DURATION_MILLIS -> row.durationMicros() / 1_000;
            case FEEDBACK -> call.feedback() == null ? null : Long.valueOf(call.feedback());
            case SCORE_MICROS -> call.score() == null ? null : Long.valueOf(Math.round(call.score() * 1e6));
            case CONFIG_REVISION -> row.configRevision();
        };
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        if (one == null) {
            return other;
        }
        return other == null ? one : Long.valueOf(one + other);
    }

    private static boolean flag(LogFilter.FlagField field, CallRow row) {
        return switch (field) {
            case SUCCESS -> row.success();
            case CACHED -> row.cached();
            case STREAM -> row.stream();
            case AUTHENTICATION -> row.authentication();
            case BYOK -> row.byok();
            case WHOLESALE -> row.wholesale();
            case COMPATIBILITY_MODE -> row.surface().equals("compat");
        };
    }
}
