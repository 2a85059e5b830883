package dev.penstock.store.sqlite;

import dev.penstock.record.LogFilter;
import dev.penstock.record.LogQuery;
import dev.penstock.record.LogScope;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a query as SQL of fixed pieces, with every value bound. */
final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    static Where of(LogQuery query) {
        Where where = new Where().scope(query.scope());
        if (query.since() > Long.MIN_VALUE) {
            where.add("created_at >= ?", query.since());
        }
        if (query.until() < Long.MAX_VALUE) {
            where.add("created_at < ?", query.until());
        }
        query.filters().forEach(where::filter);
        return where;
    }

    static Where id(LogScope scope, String id) {
        return new Where().scope(scope).add("id = ?", Plain.of(id));
    }

    Where add(String condition, Object... bound) {
        conditions.add(condition);
        values.addAll(List.of(bound));
        return this;
    }

    String sql() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }

    private Where scope(LogScope scope) {
        return switch (scope) {
            case LogScope.Everything everything -> this;
            case LogScope.Account only -> add("account = ?", Plain.of(only.account()));
            case LogScope.Gateway only ->
                add(
                        "account = ? and gateway = ?",
                        Plain.of(only.scope().account()),
                        Plain.of(only.scope().gateway()));
        };
    }

    private void filter(LogFilter filter) {
        switch (filter) {
            case LogFilter.ByText text -> add(match(column(text.field()), text.match()), Plain.of(text.value()));
            case LogFilter.ByNumber number -> add(column(number.field()) + operator(number.compare()), number.value());
            case LogFilter.ByFlag flag -> add((flag.value() ? "" : "not ") + fact(flag.field()));
        }
    }

    /** Not LIKE: its patterns are bounded, and wildcards in the value would have to be escaped. */
    private static String match(String column, LogFilter.Match match) {
        return switch (match) {
            case EQUALS -> column + " = ?";
            case DIFFERS -> column + " is not ?";
            case CONTAINS -> "instr(lower(" + column + "), lower(?)) > 0";
        };
    }

    private static String operator(LogFilter.Compare compare) {
        return switch (compare) {
            case EQUALS -> " = ?";
            case DIFFERS -> " <> ?";
            case BELOW -> " < ?";
            case ABOVE -> " > ?";
            case AT_LEAST -> " >= ?";
            case AT_MOST -> " <= ?";
        };
    }

    private static String column(LogFilter.TextField field) {
        return switch (field) {
            case ID -> "id";
            case EVENT_ID -> "coalesce(event_id, id)";
            case PROVIDER -> "provider";
            case MODEL -> "model";
            case OUTCOME -> "outcome";
            case FAILURE -> "failure";
            case TOKEN_ID -> "token_id";
            case METADATA -> "metadata";
        };
    }

    private static String column(LogFilter.NumberField field) {
        return switch (field) {
            case CREATED_AT -> "created_at";
            case STATUS -> "status";
            case STEP -> "step";
            case ATTEMPTS -> "attempts";
            case TOKENS_IN -> "tokens_in";
            case TOKENS_OUT -> "tokens_out";
            case COST_NANO -> "cost_nano";
            case DURATION_MICROS -> "duration_micros";
        };
    }

    /** Success as CallRow says it. */
    private static String fact(LogFilter.FlagField field) {
        return switch (field) {
            case SUCCESS -> "(outcome = 'WHOLE' and status between 200 and 399 and failure is null)";
            case CACHED -> "cached";
            case STREAM -> "stream";
        };
    }
}
